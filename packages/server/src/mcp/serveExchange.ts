/** Between the requests of this gateway and those that the protocol's library knows. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Service as Caller } from "../Caller.js"
import { bodyBytes } from "../internal/bodyBytes.js"
import type { HttpHandler } from "./httpHandler.js"
import type { RunTool } from "./runTool.js"

const decoder = new TextDecoder()

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

/** A comment, which clients skip: what is answered first goes out with it, before any event. */
const opening = Stream.succeed(new TextEncoder().encode(": open\n\n"))

const eventStream = "text/event-stream"

/** The stream ends the exchange however it ends: nobody else can hear of it later. */
const fromWeb = (
  response: Response,
  done: Effect.Effect<void>
): HttpServerResponse.HttpServerResponse => {
  const { body, headers, status } = response
  const options = { status, headers: Object.fromEntries(headers) }
  if (body === null) return HttpServerResponse.empty(options)
  const contentType = headers.get("content-type") ?? "application/json"
  const content = Stream.ensuring(
    Stream.fromReadableStream(
      () => body,
      (error) => error
    ),
    done
  )
  return HttpServerResponse.stream(
    contentType.startsWith(eventStream) ? Stream.concat(opening, content) : content,
    { ...options, contentType }
  )
}

/**
 * Answers one request. A client that leaves before its answer has come ends the call: an answer
 * can't be asked for again.
 */
export const serveExchange = (handler: HttpHandler, run: RunTool, caller: Caller) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = request.method === "POST" ? decoder.decode(yield* bodyBytes) : ""
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
