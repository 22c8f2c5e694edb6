/**
 * Real clients of the protocol: the one of 2025, which most programs have, and the one of 2026. Both
 * can be used the same way here.
 */
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport
} from "@modelcontextprotocol/client"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

export const Answer = Schema.Struct({
  isError: Schema.optional(Schema.Boolean),
  structuredContent: Schema.optional(Schema.Unknown),
  content: Schema.Array(
    Schema.Union(
      Schema.Struct({ type: Schema.Literal("text"), text: Schema.String }),
      Schema.Struct({
        type: Schema.Literal("image"),
        data: Schema.Uint8ArrayFromBase64,
        mimeType: Schema.String
      })
    )
  )
})
export type Answer = typeof Answer.Type

const decode = Schema.decodeUnknownSync(Answer)

export interface Report {
  readonly progress: number
  readonly total?: number | undefined
  readonly message?: string | undefined
}

export interface CallOptions {
  readonly onprogress?: (report: Report) => void
  readonly signal?: AbortSignal
}

export interface Connected {
  readonly tools: () => Promise<
    ReadonlyArray<{ readonly name: string; readonly inputSchema: unknown }>
  >
  readonly call: (
    name: string,
    input?: Record<string, unknown>,
    options?: CallOptions
  ) => Promise<Answer>
}

export type Connect = (
  baseUrl: string,
  headers?: Record<string, string>
) => Effect.Effect<Connected, never, Scope.Scope>

const identity = { name: "easel-test", version: "1.0.0" }

const address = (baseUrl: string): URL => new URL("/mcp", baseUrl)

const overSession: Connect = (baseUrl, headers = {}) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new Client(identity)
      await client.connect(
        new StreamableHTTPClientTransport(address(baseUrl), { requestInit: { headers } })
      )
      return client
    }),
    (client) => Effect.promise(() => client.close())
  ).pipe(
    Effect.map((client) => ({
      tools: async () => (await client.listTools()).tools,
      call: async (name, input, options) =>
        decode(
          await client.callTool(
            { name, ...(input === undefined ? {} : { arguments: input }) },
            CallToolResultSchema,
            options
          )
        )
    }))
  )

const byRequests: Connect = (baseUrl, headers = {}) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new ModernClient(identity, {
        versionNegotiation: { mode: { pin: "2026-07-28" } }
      })
      await client.connect(new ModernTransport(address(baseUrl), { requestInit: { headers } }))
      return client
    }),
    (client) => Effect.promise(() => client.close())
  ).pipe(
    Effect.map((client) => ({
      tools: async () => (await client.listTools()).tools,
      call: async (name, input, options) =>
        decode(
          await client.callTool(
            { name, ...(input === undefined ? {} : { arguments: input }) },
            options
          )
        )
    }))
  )

/** By the revision of the protocol that they speak. */
export const clients: ReadonlyArray<readonly [name: string, connect: Connect]> = [
  ["2025, in a session", overSession],
  ["2026, by requests alone", byRequests]
]
