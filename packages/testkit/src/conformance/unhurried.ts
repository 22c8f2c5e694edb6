import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Failed } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** At least so long. */
const shortest = 100

/** How many quick generations fit in. */
const factor = 5

/**
 * A latency that leaves a plugin time to see what happens meanwhile, on a busy machine too: several
 * times what a generation takes whose picture is ready at once.
 */
export const unhurried = (bench: Bench): Effect.Effect<Duration.Duration, Failed> =>
  Effect.scoped(
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench, { latency: 0 })
      const before = performance.now()
      yield* Effect.flatMap(Run.generate(bench, rig), Run.responseOf)
      return Duration.millis(shortest + factor * (performance.now() - before))
    })
  )
