/** `easel models` */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import { plugin } from "./pluginFlag.js"

const json = Options.boolean("json").pipe(Options.withDescription("One JSON object a line."))

export const models = Command.make("models", { plugin, json }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../listing/ListModels.js"))
    return yield* run(input)
  })
).pipe(Command.withDescription("Lists every model of every provider"))
