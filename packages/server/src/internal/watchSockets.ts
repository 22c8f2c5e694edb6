import type { IncomingMessage, Server } from "node:http"
import type { Socket } from "node:net"
import * as Duration from "effect/Duration"
import type { Patience } from "./Patience.js"

/** What still comes of a request that is answered is thrown away, for a while. */
const linger = (request: IncomingMessage, patience: Duration.Duration): void => {
  const { socket } = request
  const timer = setTimeout(() => socket.destroy(), Duration.toMillis(patience))
  const stop = () => {
    clearTimeout(timer)
    socket.off("close", stop)
  }
  request.once("end", stop)
  socket.once("close", stop)
  request.resume()
}

/**
 * Closes the sockets of clients that hold them for nothing: they don't read what is written for
 * them, or don't stop sending after the answer. Who waits for an answer may do so.
 */
export const watchSockets = (server: Server, patience: typeof Patience.Service): void => {
  const answers = new WeakMap<Socket, number>()
  const count = (socket: Socket, more: number) =>
    answers.set(socket, (answers.get(socket) ?? 0) + more)

  server.on("request", (request, response) => {
    const { socket } = request
    count(socket, 1)
    response.once("close", () => count(socket, -1))
    response.once("finish", () => {
      if (!request.complete) linger(request, patience.linger)
    })
  })
  server.setTimeout(Duration.toMillis(patience.stall), (socket: Socket) => {
    const isAwaited = (answers.get(socket) ?? 0) > 0
    if (!isAwaited || socket.writableLength > 0) socket.destroy()
  })
}
