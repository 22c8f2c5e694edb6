/** `easel serve` */
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { options } from "../serve/options.js"

export const serve = Command.make("serve", options, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../serve/RunServe.js"))
    yield* run(input)
  })
).pipe(
  Command.withDescription("Serves every provider over HTTP: OpenAI's API, its own, MCP, a page")
)
