import { randomUUID } from "node:crypto"
import { readFileSync, statSync } from "node:fs"
import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { CassetteError } from "./CassetteError.js"
import type { Cassette } from "./Format.js"
import { fromText, maximumLength, tooLarge, toText } from "./text.js"

const pathOf = (file: string | URL): string =>
  typeof file === "string" ? file : fileURLToPath(file)

const failed = (error: unknown): CassetteError =>
  new CassetteError({
    reason: "File",
    message: error instanceof Error ? error.message : String(error)
  })

const textOf = (path: string): Either.Either<string, CassetteError> =>
  Either.flatMap(
    Either.try({ try: () => statSync(path).size, catch: failed }),
    // More bytes than characters are no proof that it is too large.
    (size) =>
      size > 4 * maximumLength
        ? Either.left(tooLarge)
        : Either.try({ try: () => readFileSync(path, "utf8"), catch: failed })
  )

/** Names the file in whatever is wrong with it. */
const readEither = (file: string | URL): Either.Either<Cassette, CassetteError> =>
  Either.flatMap(Either.try({ try: () => pathOf(file), catch: failed }), (path) =>
    Either.mapLeft(
      Either.flatMap(textOf(path), fromText),
      ({ message, reason }) => new CassetteError({ reason, message: `${path}: ${message}` })
    )
  )

/** Reads a cassette from a file. */
export const read = (file: string | URL): Effect.Effect<Cassette, CassetteError> =>
  Effect.suspend(() => readEither(file))

/**
 * The same at once, for a module that exports a plugin and must know its models when it is imported.
 * Throws the `CassetteError`.
 */
export const readSync = (file: string | URL): Cassette =>
  Either.getOrThrowWith(readEither(file), (error) => error)

const writeWhole = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.easel-${randomUUID()}.tmp`)
  try {
    const handle = await open(temporary, "wx")
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Writes a cassette into a file, whole or not at all; it takes the place of an earlier one. */
export const write = (cassette: Cassette, file: string | URL): Effect.Effect<void, CassetteError> =>
  Effect.flatMap(toText(cassette), (text) =>
    Effect.uninterruptible(
      Effect.tryPromise({ try: () => writeWhole(pathOf(file), text), catch: failed })
    )
  )
