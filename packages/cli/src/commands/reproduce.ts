/** `easel reproduce FILE` */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import * as options from "../generate/options.js"

const file = Args.text({ name: "file" }).pipe(Args.withDescription("A picture that Easel saved."))

export const reproduce = Command.make("reproduce", { file, ...options.output }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../show/reproduce.js"))
    return yield* run(input)
  })
).pipe(Command.withDescription("Makes a picture again from what is written in it"))
