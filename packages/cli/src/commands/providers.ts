/** `easel providers [id]` */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { plugin } from "./pluginFlag.js"

const id = Args.text({ name: "id" }).pipe(
  Args.withDescription("One provider in full: models, flags, options, settings."),
  Args.optional
)

const json = Options.boolean("json").pipe(Options.withDescription("One JSON object a line."))

export const providers = Command.make("providers", { id, plugin, json }, (input) =>
  Effect.gen(function* () {
    if (Option.isNone(input.id)) {
      const { run } = yield* Effect.promise(() => import("../listing/ListProviders.js"))
      return yield* run(input)
    }
    const { run } = yield* Effect.promise(() => import("../listing/ShowProvider.js"))
    return yield* run({ ...input, id: input.id.value })
  })
).pipe(Command.withDescription("Lists the providers, or tells everything about one"))
