/** `easel worker` */
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { loadEngine } from "../batch/loadEngine.js"
import * as options from "../batch/options.js"
import { traced } from "../tracing/traced.js"

export const worker = Command.make("worker", options.worker, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunWorker.js"))
    yield* traced(run(input))
  })
).pipe(Command.withDescription("Takes part in the batches of a database, beside other machines"))
