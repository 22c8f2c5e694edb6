/** What a tool is here: data for the listing, and an effect for a call. */
import type { CallToolResult } from "@modelcontextprotocol/server"
import type * as Effect from "effect/Effect"
import type { Service as Caller } from "../Caller.js"
import type { ProgressReport } from "./ProgressReport.js"

export interface Call {
  readonly caller: Caller
  /** What the client sent, unread. */
  readonly input: unknown
  /** Tells the client how far it is; nothing when the client did not ask for it. */
  readonly tell: (report: ProgressReport) => Effect.Effect<void>
}

export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: Record<string, unknown>
  readonly annotations: {
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: boolean
  }
  /** Interrupting it ends the work. */
  readonly call: (call: Call) => Effect.Effect<CallToolResult>
}
