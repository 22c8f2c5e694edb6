/** What the errors of the AI SDK mean. They are told by their markers, since classes may exist twice. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import {
  AssetError,
  type ImageError,
  InvalidRequest,
  ModelNotFound,
  ResponseError,
  ResponseParseError,
  TransportError
} from "@easel/core/ImageError"
import * as ServiceClient from "@easel/core/ServiceClient"

/** Of which call an error speaks. */
export interface Call {
  readonly prompt: string
  readonly modelId: string
  /** Removes credentials. */
  readonly scrub: (text: string) => string
}

const hasMarker = (error: unknown, ...names: ReadonlyArray<string>): boolean =>
  names.some((name) => Predicate.hasProperty(error, Symbol.for(name)))

const isA = (error: unknown, ...names: ReadonlyArray<string>): boolean =>
  hasMarker(error, ...names.map((name) => `vercel.ai.error.AI_${name}`))

const isGatewayError = (error: unknown): boolean => hasMarker(error, "vercel.ai.gateway.error")

/** The part of an `APICallError`, or of an error of Vercel's gateway, that says what happened. */
const Details = Schema.Struct({
  statusCode: Schema.optional(Schema.Number),
  responseHeaders: Schema.optional(
    Schema.Record({ key: Schema.String, value: Schema.UndefinedOr(Schema.String) })
  ),
  responseBody: Schema.optional(Schema.String),
  requestBodyValues: Schema.optional(Schema.Unknown)
})

const decodeDetails = Schema.decodeUnknownOption(Details)

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

const causeOf = (error: unknown): unknown =>
  Predicate.hasProperty(error, "cause") ? error.cause : undefined

const isUnreadable = (error: unknown): boolean =>
  isA(
    error,
    "JSONParseError",
    "TypeValidationError",
    "InvalidResponseDataError",
    "EmptyResponseBodyError"
  )

const holds = (value: unknown, text: string): boolean =>
  Predicate.isString(value)
    ? value.includes(text)
    : Predicate.isObject(value) && Object.values(value).some((inner) => holds(inner, text))

/**
 * A model may submit, poll and download inside one call. Only the request that holds the prompt says
 * that nothing was begun; what fails later leaves a job behind.
 */
const failedCall = (error: unknown, call: Call, now: number): ImageError => {
  const {
    requestBodyValues,
    responseBody,
    responseHeaders = {},
    statusCode
  } = Option.getOrElse(decodeDetails(error), (): typeof Details.Type => ({}))
  const show = (text: string) => ServiceClient.clean(call.scrub(text))
  const submits = isGatewayError(error) || holds(requestBodyValues, call.prompt)
  if (statusCode === undefined || (statusCode < 400 && !isUnreadable(causeOf(error)))) {
    const refused = submits && ServiceClient.nothingWasSent(error)
    return new TransportError({
      phase: submits ? "Submit" : "Wait",
      reason: refused ? "Refused" : "Cut",
      description: show(messageOf(error))
    })
  }
  const text = call.scrub(responseBody || messageOf(error))
  if (statusCode < 400) {
    return new ResponseParseError({ expected: "the answer of this service", excerpt: show(text) })
  }
  const explained = ServiceClient.explain(
    { status: statusCode, headers: responseHeaders, text },
    now
  )
  const refuses =
    submits &&
    (explained.reason === "RateLimited" || explained.reason === "Overloaded") &&
    responseHeaders["x-should-retry"] !== "false"
  return ResponseError.of({
    ...explained,
    reason: submits ? explained.reason : "Server",
    message: show(explained.message),
    status: statusCode,
    retryable: refuses
  })
}

/** Many packages throw a plain `Error` with words for a refusal, a limit or a job that failed. */
const plain = (error: unknown, { scrub }: Call): ImageError => {
  const message = ServiceClient.clean(scrub(messageOf(error)))
  if (error instanceof TypeError && causeOf(error) !== undefined) {
    return new TransportError({ phase: "Wait", reason: "Cut", description: message })
  }
  const moderated = /moderat|content policy|nsfw|safety|blocked/i.test(message)
  return ResponseError.of({ reason: moderated ? "Moderated" : "Server", message, retryable: false })
}

const errorOf = (error: unknown, call: Call, now: number): ImageError => {
  const message = ServiceClient.clean(call.scrub(messageOf(error)))
  if (isA(error, "APICallError") || isGatewayError(error)) return failedCall(error, call, now)
  if (isA(error, "LoadAPIKeyError", "LoadSettingError")) {
    return ResponseError.of({ reason: "Unauthorized", message })
  }
  if (isA(error, "NoSuchModelError")) return new ModelNotFound({ name: call.modelId, near: [] })
  if (isA(error, "InvalidArgumentError", "UnsupportedFunctionalityError", "InvalidPromptError")) {
    return new InvalidRequest({ option: "request", reason: message })
  }
  if (isA(error, "DownloadError")) {
    return new AssetError({ reason: "Unreachable", description: message })
  }
  return isUnreadable(error)
    ? new ResponseParseError({ expected: "the answer of this service", excerpt: message })
    : plain(error, call)
}

/** What was thrown, as an error of Easel. */
export const fail = (error: unknown, call: Call): Effect.Effect<never, ImageError> =>
  Effect.clockWith((clock) => Effect.fail(errorOf(error, call, clock.unsafeCurrentTimeMillis())))
