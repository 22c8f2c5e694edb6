/** Runs tools for a client that speaks in promises and abort signals. */
import type { CallToolResult } from "@modelcontextprotocol/server"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import { text } from "./answer.js"

/** Rejects when it was interrupted, by the signal or because the scope has closed. */
export type RunTool = (
  call: Effect.Effect<CallToolResult>,
  signal: AbortSignal
) => Promise<CallToolResult>

const broken: CallToolResult = {
  isError: true,
  content: [text("Something unexpected happened in Easel; its log says what. Tell the user.")]
}

/** A defect is told as one, and its cause stays in the log. */
const contained = (call: Effect.Effect<CallToolResult>): Effect.Effect<CallToolResult> =>
  Effect.catchAllCause(call, (cause) =>
    Cause.isInterrupted(cause)
      ? Effect.failCause(cause)
      : Effect.as(Effect.logError("a tool broke", cause), broken)
  )

/** What runs ends with the scope, which waits for it. */
export const make: Effect.Effect<RunTool, never, Scope.Scope> = Effect.map(
  FiberSet.makeRuntime(),
  (run): RunTool =>
    (call, signal) =>
      new Promise((resolve, reject) => {
        const fiber = run(contained(call))
        const stop = () => fiber.unsafeInterruptAsFork(FiberId.none)
        signal.addEventListener("abort", stop, { once: true })
        if (signal.aborted) stop()
        fiber.addObserver((exit) => {
          signal.removeEventListener("abort", stop)
          Exit.match(exit, {
            onSuccess: resolve,
            onFailure: (cause) => reject(Cause.squash(cause))
          })
        })
      })
)
