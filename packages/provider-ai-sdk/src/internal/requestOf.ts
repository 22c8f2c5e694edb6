import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AspectRatio from "@easel/core/AspectRatio"
import { type ImageError, InvalidRequest } from "@easel/core/ImageError"
import { ImageRequest, type Input } from "@easel/core/ImageRequest"
import type { ModelInfo } from "@easel/core/ModelInfo"

/** A picture that goes in: bytes or base64, or an address. */
export type GivenFile =
  { type: "file"; mediaType: string; data: string | Uint8Array } | { type: "url"; url: string }

/** What the AI SDK calls a model with. */
export interface Given {
  prompt: string | undefined
  n: number
  size: `${number}x${number}` | undefined
  aspectRatio: `${number}:${number}` | undefined
  seed: number | undefined
  files: Array<GivenFile> | undefined
  mask: GivenFile | undefined
  providerOptions: Record<string, Record<string, unknown>>
}

const { guidanceScale, lenient, negativePrompt, outputFormat, steps, strength } =
  ImageRequest.fields

/** Parameters of Easel that the AI SDK has no word for, under `providerOptions.easel`. */
const Own = Schema.Struct({ guidanceScale, lenient, negativePrompt, outputFormat, steps, strength })

const decodeOwn = Schema.decodeUnknown(Own, { onExcessProperty: "error" })

const refuse = (option: string, reason: string): Effect.Effect<never, InvalidRequest> =>
  Effect.fail(new InvalidRequest({ option, reason }))

const refusal = (option: string) => (error: ParseResult.ParseError) => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  const path = [option, ...(issue?.path ?? [])].map(String).join(".")
  return new InvalidRequest({ option: path, reason: issue?.message ?? error.message })
}

const bytesOf = (option: string, file: GivenFile): Effect.Effect<Uint8Array, InvalidRequest> => {
  if (file.type === "url") {
    return refuse(option, "Easel takes pictures as bytes; fetch the address first")
  }
  return typeof file.data === "string"
    ? Effect.mapError(
        Encoding.decodeBase64(file.data),
        () => new InvalidRequest({ option, reason: "the picture is no base64" })
      )
    : Effect.succeed(file.data)
}

const sizeOf = (size: string | undefined) => {
  if (size === undefined) return Effect.succeed({})
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(size) ?? []
  return width === undefined
    ? refuse("size", `expected one such as 1024x1024, got ${size}`)
    : Effect.succeed({ width: Number(width), height: Number(height) })
}

const ratioOf = (ratio: string | undefined) => {
  const known = AspectRatio.all.find((name) => name === ratio)
  return known === undefined && ratio !== undefined
    ? refuse("aspectRatio", `expected one of ${AspectRatio.all.join(", ")}, got ${ratio}`)
    : Effect.succeed(known)
}

/** The most pictures of one call. */
const mostPictures = 100

/** The request of a call; `count` is split later. What the model can't take is a warning there. */
export const requestOf = (
  { provider }: ModelInfo,
  given: Given
): Effect.Effect<Input & { readonly count: number }, ImageError> =>
  Effect.gen(function* () {
    const { files, mask, n, prompt, providerOptions, seed } = given
    if (!Number.isInteger(n) || n < 1 || n > mostPictures) {
      return yield* refuse("n", `expected an integer from 1 to ${mostPictures}, got ${n}`)
    }
    const { easel, [provider]: options } = providerOptions
    const own = yield* Effect.mapError(decodeOwn(easel ?? {}), refusal("providerOptions.easel"))
    return {
      lenient: true,
      ...own,
      prompt,
      count: n,
      seed,
      ...(yield* sizeOf(given.size)),
      aspectRatio: yield* ratioOf(given.aspectRatio),
      images: yield* Effect.forEach(files ?? [], (file) => bytesOf("files", file)),
      mask: mask && (yield* bytesOf("mask", mask)),
      providerOptions: options === undefined ? undefined : { [provider]: options }
    }
  })
