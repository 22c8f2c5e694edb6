import { closeSync, fstatSync, openSync } from "node:fs"
import { devNull } from "node:os"
import * as Effect from "effect/Effect"

const stdout = 1

/**
 * Lets the reader of a pipe go on although this process does: `eval "$(easel sandbox &)"` waits for
 * the end of the pipe. Nothing may be printed on stdout after this; the number is taken by the null
 * device, so that no socket gets it.
 */
export const releaseReader = Effect.sync(() => {
  if (process.platform === "win32" || !fstatSync(stdout).isFIFO()) return
  closeSync(stdout)
  openSync(devNull, "w")
})
