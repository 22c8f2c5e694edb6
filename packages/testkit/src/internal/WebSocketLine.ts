import { type IncomingMessage, ServerResponse } from "node:http"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type WebSocket, WebSocketServer } from "ws"
import type { FakeReply } from "@easel/core/Fake"
import * as Line from "./Line.js"

const switchingProtocols = 101

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false
})

const accept = (message: IncomingMessage, head: Buffer): Effect.Effect<WebSocket> =>
  Effect.async((resume) => {
    server.handleUpgrade(message, message.socket, head, (socket) => {
      // What is broken closes, which is heard of at the connection below it.
      socket.on("error", () => {})
      resume(Effect.succeed(socket))
    })
  })

const send = (socket: WebSocket, piece: string | Uint8Array): Effect.Effect<void> =>
  Effect.async((resume) => {
    socket.send(piece, () => resume(Effect.void))
  })

const messagesOf = ({ body }: FakeReply) => {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) return body
  return body.length === 0 ? Stream.empty : Stream.make(body)
}

/** The answer of a request that wants a web socket: that one, or a usual answer. */
export const make = (
  message: IncomingMessage,
  head: Buffer,
  fork: (effect: Effect.Effect<void>) => void
): Line.Line => {
  const connection = message.socket
  let complete = false
  // Without a reader nobody would notice that the client has gone before there is an answer.
  const leave = () => connection.destroy()
  connection.once("end", leave).resume()

  const refuse = (reply: FakeReply): Effect.Effect<void> =>
    Effect.suspend(() => {
      const response = new ServerResponse(message)
      response.shouldKeepAlive = false
      response.assignSocket(connection)
      response.once("finish", () => {
        complete = true
        connection.destroySoon()
      })
      return Line.make(message, response).write(reply)
    })

  const converse = (reply: FakeReply): Effect.Effect<void> =>
    Effect.gen(function* () {
      connection.setNoDelay(true)
      const socket = yield* accept(message, head)
      socket.on("message", (data: Buffer, isBinary: boolean) => {
        const heard = reply.hear?.(isBinary ? new Uint8Array(data) : data.toString("utf8"))
        if (heard !== undefined) fork(heard)
      })
      yield* Stream.runForEach(messagesOf(reply), (piece) => send(socket, piece))
      complete = true
      socket.close(1000)
    }).pipe(Effect.catchTag("Cut", () => Effect.sync(() => connection.destroySoon())))

  return {
    readText: Effect.succeed(""),
    write: (reply) =>
      Effect.suspend(() => {
        connection.off("end", leave)
        return reply.status === switchingProtocols ? converse(reply) : refuse(reply)
      }),
    destroy: Effect.sync(() => {
      connection.destroy()
    }),
    onClose: (listener) => connection.once("close", listener),
    isComplete: () => complete
  }
}
