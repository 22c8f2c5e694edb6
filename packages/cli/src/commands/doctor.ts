/** `easel doctor` */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import { plugin } from "./pluginFlag.js"

const json = Options.boolean("json").pipe(Options.withDescription("One JSON object."))

export const doctor = Command.make("doctor", { plugin, json }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../doctor/RunDoctor.js"))
    return yield* run(input)
  })
).pipe(
  Command.withDescription("Checks settings, services and this machine; says what to type next")
)
