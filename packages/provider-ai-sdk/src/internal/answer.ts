import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import type { OnEvent, Service } from "@easel/core/ImageModel"
import { ReceiptFromJson } from "@easel/core/Receipt"
import { decisive } from "./decisive.js"
import { decodeObject, type Json } from "./json.js"
import { type Given, requestOf } from "./requestOf.js"
import { split } from "./split.js"

type Warning =
  { type: "unsupported"; feature: string; details?: string } | { type: "other"; message: string }

/** What a model of the AI SDK gives back. */
export interface Answer {
  images: Array<Uint8Array>
  warnings: Array<Warning>
  /** An entry for each picture: its media type and its receipt. */
  providerMetadata: { easel: { images: Array<{ [key: string]: Json }> } }
  response: { timestamp: Date; modelId: string; headers: Record<string, string> | undefined }
  usage?: { inputTokens: undefined; outputTokens: undefined; totalTokens: number }
}

interface Picture {
  readonly image: GeneratedImage
  readonly asset: ImageAsset
}

interface Made {
  readonly response: ImageResponse
  /** Those that could be fetched. */
  readonly pictures: ReadonlyArray<Picture>
}

const encodeReceipt = Schema.encode(ReceiptFromJson)

const warningOf = (code: string, message: string): Warning => {
  const [feature = message] = message.split(": ")
  return code === "Unsupported"
    ? { type: "unsupported", feature, details: message }
    : { type: "other", message }
}

const metadataOf = ({ pictures, response }: Made) =>
  Effect.map(Effect.orDie(encodeReceipt(response.receipt)), (text) =>
    pictures.map(({ asset: { mediaType }, image: { seed } }) => ({
      mediaType,
      ...(seed === undefined ? {} : { seed }),
      receipt: decodeObject(text)
    }))
  )

const combine = (modelId: string, made: ReadonlyArray<Made>, warnings: Array<Warning>) =>
  Effect.gen(function* () {
    const ids = made.flatMap(({ response }) => response.receipt.jobId ?? [])
    const costs = made.flatMap(({ response }) => response.receipt.cost ?? [])
    const tokens = costs
      .filter(({ currency }) => currency === "tokens")
      .reduce((sum, { amount }) => sum + amount, 0)
    const answer: Answer = {
      images: made.flatMap(({ pictures }) => pictures.map(({ asset }) => asset.bytes)),
      warnings,
      providerMetadata: { easel: { images: (yield* Effect.forEach(made, metadataOf)).flat() } },
      response: {
        timestamp: new Date(yield* Effect.clockWith(({ currentTimeMillis }) => currentTimeMillis)),
        modelId,
        headers: ids.length === 0 ? undefined : { "x-request-id": ids.join(", ") }
      },
      ...(tokens === 0
        ? {}
        : { usage: { inputTokens: undefined, outputTokens: undefined, totalTokens: tokens } })
    }
    return answer
  })

/** Fetches the pictures, as many as can be had; fails when none can. */
const fetchAll = (
  load: Service["load"],
  response: ImageResponse,
  concurrency: number,
  warn: (code: string, message: string) => void
): Effect.Effect<Made, ImageError> =>
  Effect.gen(function* () {
    const loads = yield* Effect.forEach(
      response.images,
      (image) => Effect.either(Effect.map(load(image), (asset): Picture => ({ image, asset }))),
      { concurrency }
    )
    const pictures = loads.filter(Either.isRight).map(({ right }) => right)
    const [first, ...others] = loads.filter(Either.isLeft).map(({ left }) => left)
    if (first === undefined) return { response, pictures }
    if (pictures.length === 0) return yield* Effect.fail(decisive([first, ...others]))
    const missing = loads.length - pictures.length
    warn(
      "DownloadFailed",
      `${missing} of ${loads.length} pictures could not be fetched: ${first.message}`
    )
    return { response, pictures }
  })

/**
 * Makes the pictures of one call of the AI SDK. Several calls of the model that make them together
 * don't cost each other's pictures: what failed is a warning, unless everything did.
 */
export const answer = (
  model: Service,
  given: Given,
  tell: OnEvent,
  concurrency: number
): Effect.Effect<Answer, ImageError> =>
  Effect.gen(function* () {
    const { info } = model
    const request = yield* requestOf(info, given)
    const warnings = new Map<string, Warning>()
    const warn = (code: string, message: string) => {
      warnings.set(message, warningOf(code, message))
    }
    for (const key of Object.keys(given.providerOptions)) {
      if (key === "easel" || key === info.provider) continue
      warn("Unsupported", `providerOptions.${key}: it is of another provider; left out`)
    }
    const onEvent: OnEvent = (event) => {
      if (event._tag === "Warning") warn(event.code, event.message)
      return tell(event)
    }
    const ends = yield* Effect.forEach(
      split(request.count, info.takes.count, request.seed),
      (part) =>
        model.generate({ ...request, ...part }, onEvent).pipe(
          Effect.flatMap((response) => fetchAll(model.load, response, concurrency, warn)),
          Effect.either
        ),
      { concurrency }
    )
    const made = ends.filter(Either.isRight).map(({ right }) => right)
    const [first, ...others] = ends.filter(Either.isLeft).map(({ left }) => left)
    if (first !== undefined && made.length === 0) {
      return yield* Effect.fail(decisive([first, ...others]))
    }
    if (first !== undefined) warn("CallFailed", `some pictures are missing: ${first.message}`)
    return yield* combine(info.name, made, [...warnings.values()])
  })
