/** The tools as a server of the protocol; one for each connection or request. */
import {
  type CallToolResult,
  McpServer,
  type ServerContext,
  type StandardSchemaWithJSON
} from "@modelcontextprotocol/server"
import * as Effect from "effect/Effect"
import type { Service as Caller } from "../Caller.js"
import type { RunTool } from "./runTool.js"
import type { Call, Tool } from "./Tool.js"

export interface Identity {
  readonly version: string
}

/** Who calls, and how its calls are run. */
export interface Connection {
  readonly caller: Caller
  readonly run: RunTool
  /** Ends with the HTTP exchange of a call. */
  readonly signal?: AbortSignal | undefined
}

/** Tools read their arguments themselves, so that what is wrong with them is told as an answer. */
const unread = (json: Record<string, unknown>): StandardSchemaWithJSON => ({
  "~standard": {
    version: 1,
    vendor: "easel",
    validate: (value) => ({ value }),
    jsonSchema: { input: () => json, output: () => json }
  }
})

const tellThrough = ({ mcpReq }: ServerContext): Call["tell"] => {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return () => Effect.void
  return (report) =>
    Effect.tryPromise(() =>
      mcpReq.notify({
        method: "notifications/progress",
        params: { progressToken, ...report }
      })
    ).pipe(
      Effect.catchAll((error) => Effect.logDebug("progress could not be told", error)),
      Effect.asVoid
    )
}

const callTool = (
  tool: Tool,
  connection: Connection,
  input: unknown,
  context: ServerContext
): Promise<CallToolResult> => {
  const { signal } = context.mcpReq
  return connection.run(
    tool.call({ caller: connection.caller, input, tell: tellThrough(context) }),
    connection.signal === undefined ? signal : AbortSignal.any([signal, connection.signal])
  )
}

const instructions =
  "Easel makes pictures with any image model. Call list_models to see the models and what each takes, then generate_image."

/** `connectionOf` is asked at each call. */
export const make = (
  { version }: Identity,
  tools: ReadonlyArray<Tool>,
  connectionOf: (context: ServerContext) => Connection
): McpServer => {
  const server = new McpServer({ name: "easel", title: "Easel", version }, { instructions })
  for (const tool of tools) {
    const { annotations, description, inputSchema, name, title } = tool
    server.registerTool(
      name,
      { title, description, annotations, inputSchema: unread(inputSchema) },
      (input, context) => callTool(tool, connectionOf(context), input, context)
    )
  }
  return server
}
