/** `easel show FILE` */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"

const file = Args.text({ name: "file" }).pipe(Args.withDescription("A picture that Easel saved."))

const json = Options.boolean("json").pipe(Options.withDescription("One JSON object."))

export const show = Command.make("show", { file, json }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../show/run.js"))
    return yield* run(input)
  })
).pipe(Command.withDescription("Tells how a picture was made"))
