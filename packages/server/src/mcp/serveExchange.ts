/** Between the requests of this gateway and those that the protocol's library knows. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Service as Caller } from "../Caller.js"
import type { HttpHandler } from "./httpHandler.js"
import type { RunTool } from "./runTool.js"

const parseJson = (text: string): Option.Option<unknown> =>
  Option.liftThrowable((): unknown => JSON.parse(text))()

const anyHost = "http://gateway"

const toWeb = (
  request: HttpServerRequest.HttpServerRequest,
  body: string,
  signal: AbortSignal
): Request =>
  new Request(new URL(request.url, anyHost), {
    method: request.method,
    headers: request.headers,
    signal,
    ...(request.method === "POST" ? { body } : {})
  })

/** The stream ends the exchange however it ends: nobody else can hear of it later. */
const fromWeb = (
  response: Response,
  done: Effect.Effect<void>
): HttpServerResponse.HttpServerResponse => {
  const options = {
    status: response.status,
    headers: Object.fromEntries(response.headers)
  }
  const { body } = response
  return body === null
    ? HttpServerResponse.empty(options)
    : HttpServerResponse.stream(
        Stream.fromReadableStream(
          () => body,
          (error) => error
        ).pipe(Stream.ensuring(done)),
        { ...options, contentType: response.headers.get("content-type") ?? "application/json" }
      )
}

/**
 * Answers one request. A client that leaves before its answer has come ends the call: an answer
 * can't be asked for again.
 */
export const serveExchange = (handler: HttpHandler, run: RunTool, caller: Caller) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = request.method === "POST" ? yield* request.text : ""
    const exchange = new AbortController()
    const done = Effect.sync(() => exchange.abort())
    const response = yield* Effect.promise(() =>
      handler.answer({
        request: toWeb(request, body, exchange.signal),
        body: Option.getOrUndefined(parseJson(body)),
        connection: { caller, run, signal: exchange.signal }
      })
    ).pipe(Effect.onInterrupt(() => done))
    return fromWeb(response, done)
  })
