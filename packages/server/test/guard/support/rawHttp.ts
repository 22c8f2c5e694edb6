/** A client of plain sockets, to send what no real client sends. */
import { connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface RawSocket {
  readonly socket: Socket
  /** All that has come so far. */
  readonly received: () => string
  readonly send: (data: string | Uint8Array) => Effect.Effect<void>
  /** Waits until what has come matches. Fails with what came when the socket closes before. */
  readonly until: (pattern: RegExp) => Effect.Effect<string, Error>
  readonly closed: Effect.Effect<void>
}

/** A socket to a port of this machine until the scope closes. */
export const open = (port: number): Effect.Effect<RawSocket, Error, Scope.Scope> =>
  Effect.gen(function* () {
    let text = ""
    let gone = false
    const socket = yield* Effect.acquireRelease(
      Effect.async<Socket, Error>((resume) => {
        const made = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
        made.once("error", (error) => resume(Effect.fail(error)))
        made.once("connect", () => resume(Effect.succeed(made)))
      }),
      (made) => Effect.sync(() => made.destroy())
    )
    socket.on("error", () => undefined)
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1")
    })
    socket.once("end", () => {
      gone = true
      socket.emit("over")
    })
    socket.once("close", () => {
      gone = true
      socket.emit("over")
    })
    const until = (pattern: RegExp) =>
      Effect.async<string, Error>((resume) => {
        const look = () => {
          if (pattern.test(text)) {
            stop()
            resume(Effect.succeed(text))
          } else if (gone) {
            stop()
            resume(Effect.fail(new Error(`the socket closed after: ${text.slice(0, 500)}`)))
          }
        }
        const stop = () => {
          socket.off("data", look).off("over", look)
        }
        socket.on("data", look).on("over", look)
        look()
        return Effect.sync(stop)
      })
    return {
      socket,
      received: () => text,
      send: (data) =>
        Effect.async<void>((resume) => {
          socket.write(data, () => resume(Effect.void))
        }),
      until,
      closed: Effect.async<void>((resume) => {
        if (gone) return resume(Effect.void)
        const done = () => resume(Effect.void)
        socket.once("over", done)
        return Effect.sync(() => {
          socket.off("over", done)
        })
      })
    }
  })

/** The statuses of the answers in what came. */
export const statuses = (text: string): ReadonlyArray<number> =>
  Array.from(text.matchAll(/HTTP\/1\.1 (\d{3})/g), (match) => Number(match[1]))
