/**
 * A proxy on a real socket of this machine that makes tunnels (`CONNECT`), as those of companies
 * and sandboxes do, and keeps where they lead.
 *
 * ```ts
 * const proxy = yield* ConnectProxy.start({ hosts: { "service.example": "127.0.0.1" } })
 * // Only through the proxy does a client reach http://service.example:<port>.
 * ```
 */
import { createServer, type IncomingMessage } from "node:http"
import { connect } from "node:net"
import type { Duplex } from "node:stream"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ListenError } from "./FakeServer.js"
import { host, listen } from "./internal/listen.js"

export interface Options {
  /** Where names lead that nobody else knows, so that what arrives has come through a tunnel. */
  readonly hosts?: Readonly<Record<string, string>> | undefined
  /** `user:password` that a client must send; without it the answer is 407. */
  readonly credentials?: string | undefined
  /** Status of the answer to every `CONNECT`, instead of a tunnel. */
  readonly refuse?: number | undefined
}

/** A proxy that listens. */
export interface RunningProxy {
  /** `http://127.0.0.1:<port>`, with the credentials when there are some. */
  readonly url: string
  /** `host:port` of every tunnel asked for, in order, refused ones too. */
  readonly targets: ReadonlyArray<string>
  /** The addresses of requests that should have asked for a tunnel. They are refused (405). */
  readonly plainRequests: ReadonlyArray<string>
  /** Ends the proxy and its tunnels; nobody answers at its address after that. */
  readonly stop: Effect.Effect<void>
}

const isLetIn = ({ headers }: IncomingMessage, credentials: string | undefined): boolean =>
  credentials === undefined ||
  headers["proxy-authorization"] === `Basic ${Buffer.from(credentials).toString("base64")}`

const refuse = (client: Duplex, status: number): void => {
  const challenge = status === 407 ? 'proxy-authenticate: Basic realm="proxy"\r\n' : ""
  client.end(`HTTP/1.1 ${status} Refused\r\n${challenge}content-length: 0\r\n\r\n`)
}

/** Starts a proxy; it ends with its scope. */
export const start = (
  options: Options = {}
): Effect.Effect<RunningProxy, ListenError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.suspend(() => {
      const targets: Array<string> = []
      const plainRequests: Array<string> = []
      const ends = new Set<Duplex>()

      const keep = (end: Duplex, other?: Duplex): void => {
        ends.add(end)
        end.on("error", () => end.destroy())
        end.once("close", () => {
          ends.delete(end)
          other?.destroy()
        })
      }

      const server = createServer((request, response) => {
        plainRequests.push(request.url ?? "")
        response.writeHead(405).end()
      })
      server.on("connect", (request, client: Duplex, head) => {
        targets.push(request.url ?? "")
        if (!isLetIn(request, options.credentials) || options.refuse !== undefined) {
          keep(client)
          return refuse(client, options.refuse ?? 407)
        }
        const { hostname, port } = new URL(`http://${request.url}`)
        const service = connect(Number(port), options.hosts?.[hostname] ?? hostname, () => {
          client.write("HTTP/1.1 200 Connection established\r\n\r\n")
          service.write(head)
          client.pipe(service).pipe(client)
        })
        keep(client, service)
        keep(service, client)
      })
      const stop = Effect.async<void>((resume) => {
        for (const end of ends) end.destroy()
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
      const login = options.credentials === undefined ? "" : `${options.credentials}@`
      return Effect.map(listen(server, 0), (port) => ({
        url: `http://${login}${host}:${port}`,
        targets,
        plainRequests,
        stop
      }))
    }),
    ({ stop }) => stop
  )
