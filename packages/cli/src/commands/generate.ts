/** `easel generate <prompt…>` */
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import * as options from "../generate/options.js"
import { traced } from "../tracing/traced.js"

export const generate = Command.make(
  "generate",
  { words: options.words, ...options.request, ...options.output },
  (input) =>
    Effect.gen(function* () {
      const { run } = yield* Effect.promise(() => import("../generate/run.js"))
      return yield* traced(run(input))
    })
).pipe(Command.withDescription("Makes a picture from a prompt"))
