/** A command that is run with further environment variables. */
import { type ChildProcess, spawn } from "node:child_process"
import { constants } from "node:os"
import * as Effect from "effect/Effect"
import { UsageError } from "../UsageError.js"

/** What a shell adds to the number of the signal that ended a command. */
const signalOffset = 128

const exitCode = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? signalOffset + (signal === null ? 0 : constants.signals[signal])

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined

/** Asks a command to end, and waits until it has. */
const stop = (child: ChildProcess): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    if (hasEnded(child)) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill()
  })

/**
 * Runs a command on this terminal; the result is its exit code. Interruption ends the command.
 */
export const run = (
  command: string,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>
): Effect.Effect<number, UsageError> =>
  Effect.async<number, UsageError>((resume) => {
    const child = spawn(command, args, {
      stdio: "inherit",
      env: { ...process.env, ...environment }
    })
    child.once("error", ({ message }) =>
      resume(new UsageError({ message: `can't run ${command}: ${message}` }))
    )
    child.once("exit", (code, signal) => resume(Effect.succeed(exitCode(code, signal))))
    return stop(child)
  })
