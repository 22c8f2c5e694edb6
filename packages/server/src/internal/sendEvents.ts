import type { ServerResponse } from "node:http"
import * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import { EventBody } from "../openai/EventBody.js"

/** The events of an answer; other answers have none. */
const eventsOf = ({ body }: HttpServerResponse.HttpServerResponse): EventBody | undefined =>
  body._tag === "Raw" && body.body instanceof EventBody ? body.body : undefined

/** Ends with the answer, or when the client has left; then the body hears it. */
const send = (body: EventBody, answer: ServerResponse): Effect.Effect<void> =>
  Effect.async((resume) => {
    const leave = () => {
      body.destroy()
      resume(Effect.void)
    }
    // Who left before this says so no more, and what is written then is an error of the process.
    if (answer.destroyed) return leave()
    answer.once("close", leave).once("error", leave)
    body.once("close", () => {
      if (!answer.writableEnded) answer.destroy()
    })
    body.pipe(answer)
  })

/**
 * Sends the events of an answer by itself, in the place where platform-node would join body and answer by
 * `pipeline`, whose listeners, signals and promise keep 6 KiB for as long as a stream waits.
 */
export const sendEvents = <E, R>(app: HttpApp.Default<E, R>): HttpApp.Default<E, R> =>
  Effect.tap(app, (response) => {
    const body = eventsOf(response)
    return body === undefined
      ? Effect.void
      : HttpApp.appendPreResponseHandler((request, response) => {
          const answer = NodeHttpServerRequest.toServerResponse(request)
          answer.writeHead(response.status, response.headers)
          return Effect.as(send(body, answer), response)
        })
  })
