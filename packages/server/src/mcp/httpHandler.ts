/** The protocol over HTTP: by requests alone since 2026, in sessions before that. */
import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  legacyStatelessFallback,
  type McpServer,
  type ServerContext
} from "@modelcontextprotocol/server"
import * as protocolServer from "./protocolServer.js"
import { Sessions } from "./Sessions.js"
import type { Tool } from "./Tool.js"

export interface Exchange {
  readonly request: Request
  /** The body, when it is JSON. */
  readonly body: unknown
  readonly connection: protocolServer.Connection
}

export interface HttpHandler {
  readonly answer: (exchange: Exchange) => Promise<Response>
  readonly close: () => Promise<void>
}

/** Pictures to edit come in base64. */
export const maximumBytes = 64 * 1024 * 1024

const sessionHeader = "mcp-session-id"

const noSession = (): Response =>
  Response.json(
    { jsonrpc: "2.0", error: { code: -32001, message: "Session not found" }, id: null },
    { status: 404 }
  )

export const make = (
  identity: protocolServer.Identity,
  tools: ReadonlyArray<Tool>
): HttpHandler => {
  /** The tools see the exchange that their call came with. */
  const exchanges = new WeakMap<Request, protocolServer.Connection>()
  const connectionOf = ({ http }: ServerContext): protocolServer.Connection => {
    const found = http?.req === undefined ? undefined : exchanges.get(http.req)
    if (found === undefined) throw new Error("a call without its request")
    return found
  }
  const serverOf = (): McpServer => protocolServer.make(identity, tools, connectionOf)

  const sessions = new Sessions(maximumBytes)
  const modern = createMcpHandler(serverOf, { legacy: "reject", maxRequestBodySize: maximumBytes })
  const single = legacyStatelessFallback(serverOf, undefined, { maxRequestBodySize: maximumBytes })

  const openSession = (owner: string) => {
    let running = 0
    const counted = (context: ServerContext): protocolServer.Connection => {
      const connection = connectionOf(context)
      return {
        ...connection,
        run: (call, signal) => {
          running++
          return connection.run(call, signal).finally(() => running--)
        }
      }
    }
    const server = protocolServer.make(identity, tools, counted)
    return sessions.open(owner, { server, isBusy: () => running > 0 })
  }

  const inSession = async (id: string, { body, connection, request }: Exchange) => {
    const session = sessions.find(id, connection.caller.id)
    return session === undefined
      ? noSession()
      : session.handleRequest(request, { parsedBody: body })
  }

  const answer: HttpHandler["answer"] = async (exchange) => {
    const { body, connection, request } = exchange
    exchanges.set(request, connection)
    const options = { parsedBody: body }
    const id = request.headers.get(sessionHeader)
    if (id !== null) return inSession(id, exchange)
    if (!(await isLegacyRequest(request, body))) return modern.fetch(request, options)
    if (!isInitializeRequest(body)) return single(request, options)
    const session = await openSession(connection.caller.id)
    return session.handleRequest(request, options)
  }

  return {
    answer,
    close: async () => {
      await Promise.all([modern.close(), sessions.close()])
    }
  }
}
