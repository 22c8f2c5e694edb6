import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type Phase, TransportError } from "@easel/core/ImageError"
import { transportFailure } from "@easel/core/ServiceClient"
import type { GatewayError } from "../../GatewayError.js"
import { refusalOf } from "./refusalOf.js"

/** The connection failed. */
export const broken = (error: HttpClientError.HttpClientError, phase: Phase): TransportError =>
  new TransportError(transportFailure(error, phase))

const phaseOf = ({ method }: HttpClientRequest.HttpClientRequest): Phase =>
  method === "POST" ? "Submit" : "Wait"

/** What goes to one gateway; an answer that is no success fails with the error that it tells of. */
export interface Connection {
  readonly client: HttpClient.HttpClient.With<GatewayError>
  /** The same for answers that are read piece by piece: their sockets close with the scope. */
  readonly scoped: HttpClient.HttpClient.With<GatewayError, Scope.Scope>
}

const answers = <R>(
  client: HttpClient.HttpClient.With<HttpClientError.HttpClientError, R>
): HttpClient.HttpClient.With<GatewayError, R> =>
  HttpClient.transformResponse(client, (effect) =>
    Effect.flatMap(
      Effect.mapError(effect, (error): GatewayError => broken(error, phaseOf(error.request))),
      (response) =>
        response.status < 300
          ? Effect.succeed(response)
          : Effect.flatMap(refusalOf(response), Effect.fail)
    )
  )

export const make = (
  client: HttpClient.HttpClient,
  url: URL,
  key: Redacted.Redacted | undefined
): Connection => {
  const base = url.href.replace(/\/+$/, "")
  const addressed = HttpClient.mapRequest(client, (request) => {
    const absolute = HttpClientRequest.prependUrl(request, base)
    return key === undefined
      ? absolute
      : HttpClientRequest.bearerToken(absolute, Redacted.value(key))
  })
  return { client: answers(addressed), scoped: answers(HttpClient.withScope(addressed)) }
}
