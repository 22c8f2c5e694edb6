/** What the second Ctrl-C does, while the first one lets what runs come to its end. */
import * as Effect from "effect/Effect"
import { ExitCode } from "../ExitCode.js"

const names = ["SIGINT", "SIGTERM"] as const

/** A terminal and a program above this one may both pass on the same Ctrl-C. */
const together = 500

/** From now on the second signal ends the process at once. */
export const secondEndsAtOnce = Effect.sync(() => {
  let first: number | undefined
  const onSignal = () => {
    const now = performance.now()
    first ??= now
    if (now - first > together) process.exit(ExitCode.interrupted)
  }
  for (const name of names) process.on(name, onSignal)
})
