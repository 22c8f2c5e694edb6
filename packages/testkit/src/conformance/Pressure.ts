/** Whether a plugin waits for whoever listens. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import { eventually, moment } from "./eventually.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"
import { unhurried } from "./unhurried.js"

const listener: Definition = {
  id: "pressure/listener",
  title: "waits while whoever listens is behind, instead of piling up events",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench, { latency: yield* unhurried(bench) })
      const gate = yield* Effect.makeLatch()
      let heard = 0
      let atOnce = 0
      let most = 0
      const slow = Effect.suspend(() => {
        heard++
        most = Math.max(most, ++atOnce)
        return Effect.ensuring(
          gate.await,
          Effect.sync(() => atOnce--)
        )
      })
      const fiber = yield* Effect.fork(Run.generate(bench, rig, {}, () => slow))
      const ended = () => fiber.unsafePoll() !== null
      yield* eventually(Effect.sync(() => heard > 0 || ended()))
      // Long enough for the stand-in to send everything that it has.
      yield* Effect.repeatN(moment, 2)
      const wasOver = ended()
      const before = heard
      yield* gate.open
      const run = yield* Fiber.join(fiber)
      yield* Run.responseOf(run)
      if (heard === 0) yield* notApplicable("nothing is heard before the response")
      yield* expectNone([
        ...(before > 1 || most > 1
          ? [`${before} events came while the first was listened to`]
          : []),
        ...(wasOver ? ["the generation ended while its first event was listened to"] : [])
      ])
    })
}

export const checks: ReadonlyArray<Definition> = [listener]
