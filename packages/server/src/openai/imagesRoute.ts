import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import type { Warning } from "@easel/core/ImageEvent"
import { Caller } from "../Caller.js"
import type { Service as Dispatcher } from "../Dispatcher.js"
import { type GatewayError, MalformedBody } from "../GatewayError.js"
import { answerError } from "../internal/answerError.js"
import type { BodyRefusal } from "../internal/bodyBytes.js"
import { troubleAnswer } from "../internal/errorAnswer.js"
import { readForm, readJson } from "../internal/readBody.js"
import { jobMayExist } from "../internal/statusOf.js"
import * as Answer from "./Answer.js"
import * as Envelope from "./Envelope.js"
import * as Fields from "./Fields.js"
import type { Heartbeat } from "./Heartbeat.js"
import * as ImagesRequest from "./ImagesRequest.js"
import { streamAnswer } from "./streamAnswer.js"

type Request = ImagesRequest.ImagesRequest

export type Route = "generations" | "edits"

const orForm = (error: BodyRefusal): BodyRefusal =>
  error._tag === "MalformedBody" && error.reason === "MediaType"
    ? new MalformedBody({
        reason: "MediaType",
        description: "the body must be a multipart form or JSON, and its content type say so"
      })
    : error

/** Edits come as a form, or as JSON with data URLs. */
const readFields = ({ headers }: HttpServerRequest.HttpServerRequest, route: Route) => {
  const isForm = /^multipart\//i.test(headers["content-type"] ?? "")
  if (route === "edits" && isForm) {
    return Effect.flatMap(Effect.scoped(readForm), Fields.fromForm)
  }
  return readJson.pipe(
    Effect.mapError((error) => (route === "edits" ? orForm(error) : error)),
    Effect.flatMap(Fields.fromJson)
  )
}

const readRequest = (
  dispatcher: Dispatcher,
  request: HttpServerRequest.HttpServerRequest,
  route: Route
) =>
  Effect.flatMap(readFields(request, route), (fields) =>
    Effect.flatMap(ImagesRequest.modelOf(fields), (model) =>
      Effect.flatMap(dispatcher.find(model), (found) =>
        ImagesRequest.read(fields, found, route === "edits")
      )
    )
  )

/**
 * A mistake of the gateway after a generation was asked for: there may be a job, so that it is not
 * told as the kind of failure that programs repeat by themselves.
 */
const answerMistake = (cause: Cause.Cause<GatewayError>) =>
  Option.isSome(Cause.failureOption(cause)) || Cause.isInterruptedOnly(cause)
    ? Effect.failCause(cause)
    : Effect.zipRight(
        Effect.logError("a generation met a mistake in the gateway", cause),
        Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) =>
          troubleAnswer(url, { status: jobMayExist, tag: "InternalError", ...Envelope.internal })
        )
      )

/** One JSON document when everything is finished. */
const answerOnce = (dispatcher: Dispatcher, request: Request) =>
  Effect.gen(function* () {
    const warnings: Array<Warning> = [...request.warnings]
    const finished = yield* dispatcher.generate(yield* Caller, request.input, {
      previews: false,
      onEvent: (event) => {
        if (event._tag === "Warning") warnings.push(ImagesRequest.spelledWarning(request, event))
        return Effect.void
      }
    })
    const document = yield* Answer.document(finished, request, warnings)
    return HttpServerResponse.uint8Array(document, { contentType: "application/json" })
  })

/** What is refused is refused with a status, before there is a stream. */
const answerStream = (
  dispatcher: Dispatcher,
  request: Request,
  route: Route,
  heartbeat: Heartbeat
) =>
  Effect.gen(function* () {
    const caller = yield* Caller
    const { request: resolved } = yield* Effect.interruptible(dispatcher.resolve(request.input))
    const name = route === "edits" ? ("image_edit" as const) : ("image_generation" as const)
    const size = `${resolved.width}x${resolved.height}`
    return yield* streamAnswer({ request, name, size }, heartbeat, (onEvent) =>
      dispatcher.generate(caller, request.input, { previews: request.partialImages > 0, onEvent })
    )
  })

const isOfClient = (cause: Cause.Cause<unknown>): boolean =>
  HashSet.has(Cause.interruptors(cause), HttpServerError.clientAbortFiberId)

/** A generation that somebody else than the client has stopped is no silence. */
const answerStopped = (cause: Cause.Cause<GatewayError>) =>
  Cause.isInterruptedOnly(cause) && !isOfClient(cause)
    ? Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) =>
        troubleAnswer(url, { status: jobMayExist, tag: "GenerationStopped", ...Envelope.cancelled })
      )
    : Effect.failCause(cause)

/** The routes that make pictures. Each runs uninterruptibly, but for what takes time. */
export const imagesRoute =
  (dispatcher: Dispatcher, heartbeat: Heartbeat) =>
  (incoming: HttpServerRequest.HttpServerRequest, route: Route) =>
    Effect.flatMap(Effect.interruptible(readRequest(dispatcher, incoming, route)), (request) => {
      const answer = request.stream
        ? answerStream(dispatcher, request, route, heartbeat)
        : Effect.interruptible(answerOnce(dispatcher, request))
      return answer.pipe(
        Effect.catchAllCause(answerMistake),
        Effect.mapError((error) => ImagesRequest.spelledError(request, error))
      )
    }).pipe(Effect.catchAllCause(answerStopped), Effect.catchAll(answerError))
