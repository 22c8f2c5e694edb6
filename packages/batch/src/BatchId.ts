/**
 * Ids of batches: the same file with the same settings is the same batch, so that the same command goes
 * on where it stood; a changed file is another batch.
 *
 * ```ts
 * const id = batchId({ source: "cats.csv", content: yield* BatchId.sha256(bytes), settings })
 * ```
 */
import { createHash, type Hash } from "node:crypto"
import { ImageRequest } from "@easel/core/ImageRequest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Options } from "./BatchFile.js"
import type { BatchSettings } from "./BatchSettings.js"
import { formatOf } from "./internal/formatOf.js"
import { standardName } from "./internal/ItemOptions.js"
import { slug } from "@easel/core/Slug"

/** What makes a batch the one that it is. How fast, how often and for how much is no part of it. */
export interface Identity extends Pick<Options, "format" | "defaults" | "prompt" | "name"> {
  /** Path or name of the file; only its last part counts. */
  readonly source: string
  /** Hash of the file's bytes, hexadecimal. */
  readonly content: string
  readonly settings: Pick<BatchSettings, "models" | "output" | "embedReceipt">
}

/** Such as `cats-1f3a9c02`: ASCII letters, digits and hyphens. */
export const batchId = (identity: Identity): string => {
  const { content, defaults, format, name, prompt, settings, source } = identity
  const { embedReceipt, models, output } = settings
  const facts = {
    content,
    // What is said in words and what is meant without them is the same batch.
    format: format ?? formatOf(source),
    prompt,
    name: name ?? standardName,
    models,
    output,
    embedReceipt,
    defaults: encodeDefaults(defaults ?? {})
  }
  const digest = createHash("sha256")
    .update(JSON.stringify(sorted(facts)))
    .digest("hex")
  return `${stemOf(source)}-${digest.slice(0, 8)}`
}

/** Passes the bytes on as they come, and tells their SHA-256 in hexadecimal when all have gone by. */
export const hashed =
  <E2, R2>(onDigest: (sha256: string) => Effect.Effect<void, E2, R2>) =>
  <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Uint8Array, E | E2, R | R2> =>
    Stream.suspend(() => {
      const hash: Hash = createHash("sha256")
      return bytes.pipe(
        Stream.tap((piece) => Effect.sync(() => hash.update(piece))),
        Stream.concat(Stream.execute(Effect.suspend(() => onDigest(hash.digest("hex")))))
      )
    })

/** Reads the bytes to their end and gives their SHA-256 in hexadecimal. */
export const sha256 = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Effect.Effect<string, E, R> =>
  Effect.suspend(() =>
    Effect.map(
      Stream.runFold(bytes, createHash("sha256"), (hash, piece) => hash.update(piece)),
      (hash) => hash.digest("hex")
    )
  )

const encodeDefaults = Schema.encodeSync(Schema.Struct(ImageRequest.fields))

/** The same facts give the same text, in whatever order they were written. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)])
}

const stemOf = (source: string): string => {
  const file = source.split(/[/\\]/).at(-1) ?? ""
  const ascii = slug(file.replace(/\.[^.]*$/, "")).replace(/[^a-z0-9-]+/g, "")
  return ascii.replace(/^-+|-+$/g, "") || "batch"
}
