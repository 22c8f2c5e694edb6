import { Console as NodeConsole } from "node:console"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Output from "../Output.js"

/** What a plugin prints would break the protocol on stdout; it goes to stderr. */
export const cleanStdout = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.zipRight(
    Effect.sync(() => {
      const { debug, dir, info, log, table } = new NodeConsole(process.stderr)
      Object.assign(globalThis.console, { debug, dir, info, log, table })
    }),
    Console.consoleWith((console) =>
      Effect.withConsole(effect, {
        ...console,
        log: (...parts: ReadonlyArray<unknown>) => Output.note(parts.map(String).join(" "))
      })
    )
  )
