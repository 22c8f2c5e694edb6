/** Reads a picture of this machine and what is written in it. Anyone can have written it. */
import { readFile, stat } from "node:fs/promises"
import { detect } from "@easel/core/MediaType"
import * as PictureMetadata from "@easel/core/PictureMetadata"
import type { Receipt } from "@easel/core/Receipt"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { type FileError, fromUnknown } from "../FileError.js"
import { UsageError } from "../UsageError.js"
import { parametersText } from "./parametersText.js"

/** A file that is larger is not read: 256 MiB. */
const maximumBytes = 256 * 1024 * 1024

/** What a picture says about itself. */
export type Inscription = Data.TaggedEnum<{
  /** Easel's own. */
  Receipt: { readonly receipt: Receipt }
  /** The text of AUTOMATIC1111 and the many that follow it. */
  Parameters: { readonly text: string }
}>
export const Inscription = Data.taggedEnum<Inscription>()

export interface Picture {
  readonly bytes: Uint8Array
  readonly inscription: Inscription
}

const readBytes = (path: string): Effect.Effect<Uint8Array, FileError | UsageError> =>
  Effect.gen(function* () {
    const { size } = yield* Effect.tryPromise({
      try: () => stat(path),
      catch: fromUnknown(path, "read")
    })
    if (size > maximumBytes) {
      return yield* new UsageError({ message: `${path} is too large for a picture` })
    }
    return yield* Effect.tryPromise({
      try: () => readFile(path),
      catch: fromUnknown(path, "read")
    })
  })

/** Reads the file. */
export const readPicture = (path: string): Effect.Effect<Picture, FileError | UsageError> =>
  Effect.gen(function* () {
    const bytes = yield* readBytes(path)
    const mediaType = detect(bytes)
    if (mediaType === undefined) {
      return yield* new UsageError({ message: `${path} is no picture` })
    }
    if (mediaType !== "image/png") {
      return yield* new UsageError({
        message: `${path} is ${mediaType}, which holds no receipt`,
        hint: "only PNG files do"
      })
    }
    const receipt = PictureMetadata.read(bytes)
    if (Option.isSome(receipt) && Either.isRight(receipt.value)) {
      return { bytes, inscription: Inscription.Receipt({ receipt: receipt.value.right }) }
    }
    const text = parametersText(bytes)
    if (text !== undefined) return { bytes, inscription: Inscription.Parameters({ text }) }
    return yield* new UsageError(
      Option.isSome(receipt)
        ? {
            message: `the receipt in ${path} can't be understood`,
            hint: "another version of Easel may have written it, or somebody else"
          }
        : {
            message: `there is no receipt in ${path}`,
            hint: "it was made elsewhere, saved with --no-metadata, or edited since"
          }
    )
  })
