import type { Server } from "node:net"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** The one address that stand-ins listen on. */
export const host = "127.0.0.1"

/** The port can't be had. */
export class ListenError extends Data.TaggedError("ListenError")<{
  readonly port: number
  readonly message: string
}> {}

/** Listens on a port of this machine, any free one for 0, and gives the port. */
export const listen = (server: Server, port: number): Effect.Effect<number, ListenError> =>
  Effect.async((resume) => {
    server.once("error", (error) =>
      resume(Effect.fail(new ListenError({ port, message: error.message })))
    )
    server.listen(port, host, () => {
      const address = server.address()
      resume(
        typeof address === "object" && address !== null
          ? Effect.succeed(address.port)
          : Effect.fail(new ListenError({ port, message: "the server has no port" }))
      )
    })
  })
