import * as HttpApiError from "@effect/platform/HttpApiError"
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { InvalidRequest } from "@easel/core/ImageError"
import { type GatewayError, MalformedBody, RouteNotFound, isGatewayError } from "../GatewayError.js"
import { errorAnswer, troubleAnswer } from "./errorAnswer.js"
import { methodsOf } from "./methodsOf.js"
import * as RequestRecord from "./RequestRecord.js"

type Answer = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  never,
  HttpServerRequest.HttpServerRequest
>

/** Turns the failure of a route into its answer. */
export const answerError = (error: GatewayError): Answer =>
  Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) => errorAnswer(url, error))

/** The longest path that is quoted. */
const longestPath = 200

const pathOf = (url: string): string => url.replace(/[?#].*$/s, "")

/** The router can't decode every path. */
const isReadable = (path: string): boolean => {
  if (!path.includes("%")) return true
  try {
    return decodeURI(path) !== ""
  } catch {
    return false
  }
}

const noRoute: Answer = Effect.map(HttpServerRequest.HttpServerRequest, ({ method, url }) => {
  const path = pathOf(url)
  const methods = isReadable(path) ? methodsOf(path) : []
  const error = new RouteNotFound({ method, path: path.slice(0, longestPath) })
  if (methods.length === 0) return errorAnswer(url, error)
  const answer = troubleAnswer(url, {
    status: 405,
    tag: error._tag,
    type: "invalid_request_error",
    code: "method_not_allowed",
    message: `${error.message}, only ${methods.join(" and ")}`
  })
  return HttpServerResponse.setHeader(answer, "allow", methods.join(", "))
})

/** What a schema of a route refuses, by its first issue. */
const decodeFailure = ({ issues }: HttpApiError.HttpApiDecodeError): InvalidRequest =>
  new InvalidRequest({
    option: issues[0]?.path.map(String).join(".") || "request",
    reason: issues[0]?.message ?? "is not what the route takes"
  })

const isRouteNotFound = (value: unknown): value is HttpServerError.RouteNotFound =>
  Predicate.isTagged(value, "RouteNotFound") && Predicate.hasProperty(value, "request")

const isRequestError = (value: unknown): value is HttpServerError.RequestError =>
  Predicate.isTagged(value, "RequestError")

/** Logs what happened; the client only hears under which id it is found. */
const defect = (cause: Cause.Cause<unknown>, id: string): Answer =>
  Effect.zipRight(
    Effect.logError("a request met a mistake in the gateway", cause),
    Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) =>
      troubleAnswer(url, {
        status: 500,
        tag: "InternalError",
        type: "server_error",
        code: "internal_error",
        message: `something is wrong inside the gateway; its log says more under ${id}`
      })
    )
  )

const answerCause = (cause: Cause.Cause<never>, id: string) => {
  if (Cause.isInterruptedOnly(cause)) return Effect.failCause(cause)
  const failure: unknown = Cause.squash(cause)
  if (isGatewayError(failure)) return answerError(failure)
  if (failure instanceof HttpApiError.HttpApiDecodeError) return answerError(decodeFailure(failure))
  if (isRouteNotFound(failure)) return noRoute
  if (isRequestError(failure)) {
    return answerError(
      new MalformedBody({ reason: "Syntax", description: "the request can't be read" })
    )
  }
  return defect(cause, id)
}

/** Turns what fails outside of a route's own code, its middleware and its decoding, into an answer. */
export const answerErrors = (app: HttpApp.Default): HttpApp.Default =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    Effect.catchAllCause(isReadable(pathOf(request.url)) ? app : noRoute, (cause) =>
      answerCause(cause, RequestRecord.of(request)?.id ?? "the time of this answer")
    )
  )
