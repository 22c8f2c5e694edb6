import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { type ImageError, InvalidRequest, ResponseParseError } from "@easel/core/ImageError"
import * as ImageSize from "@easel/core/ImageSize"
import { accepted, completed, type Completed, type Emit, warning } from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import { clean, type ServiceClient, type ServiceRequest } from "@easel/core/ServiceClient"
import type { OpenAiHost } from "../OpenAiHost.js"
import type { OpenAiOptions } from "../OpenAiOptions.js"
import { fieldsOf, formOf, previewsOf } from "./body.js"
import { costOf, imageOf, noteOf } from "./pictures.js"
import { follow } from "./follow.js"
import { failureOf } from "./refusals.js"
import { Answer } from "./wire.js"

type Request = ResolvedRequest<OpenAiOptions>

/** What no `ModelInfo` can say. */
const check = (
  host: OpenAiHost,
  { height, options, width }: Request
): Effect.Effect<void, InvalidRequest> => {
  const { maximumPixels = Infinity, maximumRatio = Infinity, streams } = host
  const size = ImageSize.format({ width, height })
  const refuse = (option: string, reason: string) =>
    Effect.fail(new InvalidRequest({ option, reason }))
  if (width * height > maximumPixels) {
    return refuse("size", `${size} has more than ${maximumPixels} pixels`)
  }
  if (Math.max(width, height) > maximumRatio * Math.min(width, height)) {
    return refuse("size", `${size} is longer than ${maximumRatio}:1`)
  }
  return options.partialImages !== undefined && options.partialImages > 0 && !streams
    ? refuse("providerOptions.openai.partialImages", `${host.label} sends no previews`)
    : Effect.void
}

/** A host that takes a seed and tells none of its own gets one that is chosen here. */
const withSeed = (
  { tellsSeed = false }: OpenAiHost,
  request: Request,
  takesSeed: boolean
): Effect.Effect<Request> =>
  takesSeed && !tellsSeed && request.seed === undefined
    ? Effect.map(Random.nextIntBetween(0, 2 ** 31), (seed) => ({ ...request, seed }))
    : Effect.succeed(request)

/** Sends the one request that makes the pictures, and reads its events or its JSON. */
export const generate = (
  host: OpenAiHost,
  client: ServiceClient,
  given: Request,
  takesSeed: boolean,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    yield* check(host, given)
    const request = yield* withSeed(host, given, takesSeed)
    const fields = fieldsOf(host, request)
    const isEdit = request.images.length > 0
    const streams = previewsOf(host, request.options) > 0
    let dollars: string | undefined
    let requestId: string | undefined
    let isTold = false
    const accept = Effect.suspend(() => {
      if (isTold || requestId === undefined) return Effect.succeed(requestId ?? "unknown")
      isTold = true
      return Effect.as(emit(accepted(requestId)), requestId)
    })
    const call: ServiceRequest = {
      method: "POST",
      path: isEdit ? "/images/edits" : "/images/generations",
      ...(isEdit ? { form: formOf(fields, request) } : { json: fields }),
      phase: "Wait",
      // The call itself makes the pictures: once it may have, it is not sent again.
      repeat: "WhenRefused",
      onHead: (headers) => {
        const id = headers["x-request-id"]
        requestId = id ? clean(client.scrub(id)) : undefined
        dollars = headers["x-litellm-response-cost"]
        return streams && host.tellsJobs === true ? Effect.void : Effect.asVoid(accept)
      }
    }
    const answer = streams
      ? yield* follow(call, { client, count: request.count, emit, accept })
      : yield* client.json(call, Answer)
    yield* accept
    if (answer.error) return yield* failureOf(answer.error, client)
    const images = (answer.data ?? []).flatMap((picture) =>
      Option.toArray(imageOf(picture, client))
    )
    if (images.length === 0) {
      return yield* new ResponseParseError({
        expected: "a picture",
        excerpt: "an answer without one"
      })
    }
    if (images.length < request.count) {
      yield* emit(warning("FewerPictures", `${images.length} of ${request.count} pictures came`))
    }
    return completed({
      images,
      seed: request.seed,
      cost: costOf(answer.usage, dollars),
      note: noteOf(answer, client)
    })
  })
