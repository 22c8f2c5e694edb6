/**
 * An `HttpClient` on undici's dispatcher, with bodies that can be read without a stream.
 *
 * It takes pieces from the parser as they come instead of going through a Node stream, which costs
 * less than half of what `NodeHttpClient.layerUndici` does for a small answer. It opens no spans
 * and adds no trace headers: `ServiceClient` wants none. An answer holds its socket until its body
 * was read, or until who reads it is interrupted; `HttpClient.withScope` does not know of it.
 */
import { Readable } from "node:stream"
import * as HttpClient from "@effect/platform/HttpClient"
import { type HttpClientError, RequestError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Dispatcher } from "undici"
import { BodyReaderId } from "@easel/core/BodyReader"
import { Exchange } from "./internal/Exchange.js"
import { UndiciResponse } from "./internal/UndiciResponse.js"

type Body = Exclude<Dispatcher.DispatchOptions["body"], undefined>

interface Encoded {
  readonly body: Body
  /** Set when the body decides it, as a form does with its boundary. */
  readonly contentType?: string | undefined
}

const encode = (request: HttpClientRequest): Effect.Effect<Encoded, RequestError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return Effect.succeed({ body: null })
    case "Uint8Array":
      return Effect.succeed({ body: body.body })
    case "Raw":
      return encodeRaw(request, body.body)
    case "FormData":
      return encodeRaw(request, body.formData)
    case "Stream":
      return Effect.map(Stream.toReadableStreamEffect(body.stream), (stream) => ({
        body: Readable.from(stream)
      }))
  }
}

type Encodable = Blob | URLSearchParams | FormData | ArrayBuffer | ReadableStream

const isEncodable = (body: unknown): body is Encodable =>
  [Blob, URLSearchParams, FormData, ArrayBuffer, ReadableStream].some(
    (type) => body instanceof type
  )

/** Whatever the platform's own `Response` can encode. */
const encodeRaw = (
  request: HttpClientRequest,
  body: unknown
): Effect.Effect<Encoded, RequestError> =>
  typeof body === "string" || body instanceof Uint8Array || body instanceof Readable
    ? Effect.succeed({ body })
    : Effect.tryPromise({
        try: async () => {
          if (!isEncodable(body)) throw new TypeError("a body of a kind that can't be sent")
          const response = new Response(body)
          return {
            body: new Uint8Array(await response.arrayBuffer()),
            contentType: response.headers.get("content-type") ?? undefined
          }
        },
        catch: (cause) => new RequestError({ request, reason: "Encode", cause })
      })

const send = (
  dispatcher: Dispatcher,
  request: HttpClientRequest
): Effect.Effect<HttpClientResponse, HttpClientError> => {
  const url = UrlParams.makeUrl(request.url, request.urlParams, request.hash)
  if (Either.isLeft(url)) {
    return Effect.fail(new RequestError({ request, reason: "InvalidUrl", cause: url.left }))
  }
  const { origin, pathname, search } = url.right
  return Effect.flatMap(encode(request), ({ body, contentType }) =>
    Effect.suspend(() => {
      const exchange = new Exchange(request, (head) => new UndiciResponse(request, head, exchange))
      const headers =
        contentType === undefined
          ? request.headers
          : { ...request.headers, "content-type": contentType }
      return exchange
        .start(() =>
          dispatcher.dispatch(
            {
              origin,
              path: pathname + search,
              method: request.method,
              headers,
              body,
              // Deadlines belong to the caller.
              headersTimeout: 0,
              bodyTimeout: 0
            },
            exchange
          )
        )
        .pipe(Effect.onInterrupt(() => exchange.cancel))
    })
  )
}

/** A client on a dispatcher, which the caller owns. */
export const make = (dispatcher: Dispatcher): HttpClient.HttpClient =>
  Object.assign(
    HttpClient.makeWith<never, never, HttpClientError, never>(
      (request) => Effect.flatMap(request, (sent) => send(dispatcher, sent)),
      Effect.succeed
    ),
    { [BodyReaderId]: true }
  )
