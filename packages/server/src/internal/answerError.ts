import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { type GatewayError, isGatewayError } from "../GatewayError.js"
import { statusOf } from "./statusOf.js"

/** An error as the wire of its route tells it. */
const answerOf = (_path: string, error: GatewayError): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson({ ...error, message: error.message }, { status: statusOf(error) })

/** Turns the failure of a route into its answer. */
export const answerError = (
  error: GatewayError
): Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  never,
  HttpServerRequest.HttpServerRequest
> => Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) => answerOf(url, error))

/** Turns what fails outside of a route's own code, its middleware and its decoding, into an answer. */
export const answerErrors = (app: HttpApp.Default): HttpApp.Default =>
  Effect.catchAllCause(app, (cause) => {
    const failure = Cause.squash(cause)
    return isGatewayError(failure) ? answerError(failure) : Effect.failCause(cause)
  })
