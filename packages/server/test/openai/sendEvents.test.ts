import { createServer, request as ask } from "node:http"
import { once } from "node:events"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { sendEvents } from "../../src/internal/sendEvents.js"
import { EventBody } from "../../src/openai/EventBody.js"

/** A server on a free port; the socket of its one request tells when the client has left. */
const serve = (answer: (left: Promise<unknown>) => Promise<EventBody>) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const server = createServer()
      const left = new Promise((resolve) => {
        server.once("connection", (socket) => socket.once("close", resolve))
      })
      const app = Effect.map(
        Effect.promise(() => answer(left)),
        (body) => HttpServerResponse.raw(body)
      )
      server.on("request", yield* NodeHttpServer.makeHandler(sendEvents(app)))
      server.listen(0, "127.0.0.1")
      yield* Effect.promise(() => once(server, "listening"))
      const address = server.address()
      if (address === null || typeof address === "string") throw new Error("no port")
      return { port: address.port, server }
    }),
    ({ server }) =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
  )

const closed = (body: EventBody) =>
  body.closed ? Effect.void : Effect.asVoid(Effect.promise(() => once(body, "close")))

describe("the events of an answer", () => {
  it.scopedLive("whose client has left before it was there go nowhere", () =>
    Effect.gen(function* () {
      const body = new EventBody()
      const calls: Array<ReturnType<typeof ask>> = []
      const { port } = yield* serve(async (left) => {
        for (const call of calls) call.destroy()
        await left
        return body
      })
      const call = ask({ port, host: "127.0.0.1", method: "POST" })
      calls.push(call)
      call.on("error", () => undefined)
      call.end()
      yield* closed(body)
      assert.isTrue(body.destroyed)
    })
  )

  it.scopedLive("whose client leaves in the middle end", () =>
    Effect.gen(function* () {
      const body = new EventBody()
      const { port } = yield* serve(() => Promise.resolve(body))
      const call = ask({ port, host: "127.0.0.1", method: "POST" }, (answer) => {
        answer.on("error", () => undefined)
        answer.once("data", () => call.destroy())
      })
      call.on("error", () => undefined)
      call.end()
      yield* closed(body)
      assert.isTrue(body.destroyed)
    })
  )
})
