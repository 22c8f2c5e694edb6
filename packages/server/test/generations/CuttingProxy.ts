/** A relay in front of a server that breaks its connections when the test says so. */
import { type AddressInfo, type Socket, connect, createServer } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface CuttingProxy {
  readonly url: URL
  /** Breaks the connection that carries them after so many bytes of answers; then after so many more. */
  readonly cutAfter: (...bytes: ReadonlyArray<number>) => void
  /** How often a connection was broken by that. */
  readonly cuts: () => number
  /** Connections so far. */
  readonly connections: () => number
  /** Breaks every connection that is open. */
  readonly cut: Effect.Effect<void>
}

export const start = (target: URL): Effect.Effect<CuttingProxy, never, Scope.Scope> =>
  Effect.gen(function* () {
    let left = Number.POSITIVE_INFINITY
    let following: ReadonlyArray<number> = []
    const next = (bytes: ReadonlyArray<number>) => {
      left = bytes[0] ?? Number.POSITIVE_INFINITY
      following = bytes.slice(1)
    }
    let cuts = 0
    const open = new Set<Socket>()
    let connections = 0
    const server = createServer((client) => {
      connections++
      const upstream = connect(Number(target.port), target.hostname)
      const end = () => {
        client.destroy()
        upstream.destroy()
      }
      for (const socket of [client, upstream]) {
        open.add(socket)
        socket.on("error", end)
        socket.on("close", () => {
          open.delete(socket)
          end()
        })
      }
      client.on("data", (bytes) => upstream.write(bytes))
      upstream.on("data", (bytes) => {
        left -= bytes.length
        if (left > 0) {
          client.write(bytes)
          return
        }
        client.write(left === 0 ? bytes : bytes.subarray(0, left))
        client.destroySoon()
        cuts++
        next(following)
      })
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.async<void>((resume) => {
          for (const socket of open) socket.destroy()
          server.close(() => resume(Effect.void))
        })
    )
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
    const { port } = server.address() as AddressInfo
    return {
      url: new URL(`http://127.0.0.1:${port}`),
      cutAfter: (...bytes) => next(bytes),
      cuts: () => cuts,
      connections: () => connections,
      cut: Effect.sync(() => {
        for (const socket of open) socket.destroy()
      })
    }
  })
