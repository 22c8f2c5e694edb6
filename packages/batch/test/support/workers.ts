/** Workers as programs of their own; what is left of them ends with the scope. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { Cost } from "@easel/core/Receipt"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Services } from "./services.js"

const program = fileURLToPath(new URL("worker.mjs", import.meta.url))

export interface Worker {
  readonly pid: number
  /** Its name in the rows of items. */
  readonly name: string
  /** Everything that it said. */
  readonly output: ReadonlyArray<string>
  /** `kill -9`, and until it is gone. */
  readonly kill: Effect.Effect<void>
  /** SIGTERM, and until it has ended; gives its exit code, `null` when it was killed. */
  readonly stop: Effect.Effect<number | null>
  readonly signal: (signal: "SIGSTOP" | "SIGCONT") => Effect.Effect<void>
  /** Until it ends by itself; gives its exit code. */
  readonly ended: Effect.Effect<number | null>
}

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

const ended = (child: ChildProcess): Effect.Effect<number | null> =>
  Effect.promise(async () => {
    if (!hasEnded(child)) await once(child, "exit")
    return child.exitCode
  })

const send = (child: ChildProcess, signal: NodeJS.Signals): Effect.Effect<void> =>
  Effect.sync(() => {
    if (!hasEnded(child)) child.kill(signal)
  })

/** Starts one, and waits until it works, or has said why it doesn't; `cost` is told with each picture. */
export const startWorker = (
  database: string,
  { imagelabs, openai }: Pick<Services, "imagelabs" | "openai">,
  cost?: Cost
): Effect.Effect<Worker, never, Scope.Scope> =>
  Effect.gen(function* () {
    const task = JSON.stringify({
      database,
      cost,
      imagelabs: imagelabs.baseUrl,
      openai: openai.baseUrl,
      log: process.env.EASEL_TEST_LOG
    })
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, ["--no-deprecation", program, task], {
          stdio: ["ignore", "pipe", "inherit"]
        })
      ),
      (running) => Effect.zipRight(send(running, "SIGKILL"), ended(running))
    )
    const output: Array<string> = []
    const name = yield* Effect.async<string>((resume) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        output.push(line)
        if (line.startsWith("working ")) resume(Effect.succeed(line.slice("working ".length)))
        else if (process.env.EASEL_TEST_LOG !== undefined) console.log(line)
      })
      child.once("exit", () => resume(Effect.succeed("")))
    })
    return {
      pid: child.pid ?? 0,
      name,
      output,
      kill: Effect.asVoid(Effect.zipRight(send(child, "SIGKILL"), ended(child))),
      stop: Effect.zipRight(send(child, "SIGTERM"), ended(child)),
      signal: (signal) => send(child, signal),
      ended: ended(child)
    }
  })
