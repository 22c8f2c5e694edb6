/** A relay in front of a server that breaks its connections when the test says so. */
import { type AddressInfo, type Socket, connect, createServer } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface CuttingProxy {
  readonly url: URL
  /** Bytes of answers that a connection carries before it breaks, one entry a connection. */
  readonly allowances: Array<number>
  /** Connections so far. */
  readonly connections: () => number
  /** Breaks every connection that is open. */
  readonly cut: Effect.Effect<void>
}

/** Without an allowance a connection lasts. */
export const start = (target: URL): Effect.Effect<CuttingProxy, never, Scope.Scope> =>
  Effect.gen(function* () {
    const allowances: Array<number> = []
    const open = new Set<Socket>()
    let connections = 0
    const server = createServer((client) => {
      connections++
      let left = allowances.shift() ?? Number.POSITIVE_INFINITY
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
        const part = bytes.subarray(0, left)
        left -= bytes.length
        client.write(part, () => {
          if (left <= 0) client.destroySoon()
        })
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
      allowances,
      connections: () => connections,
      cut: Effect.sync(() => {
        for (const socket of open) socket.destroy()
      })
    }
  })
