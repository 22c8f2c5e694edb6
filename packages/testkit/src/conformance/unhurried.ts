import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Failed } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** The stand-in works at least so long, in milliseconds. */
const shortest = 300

/** And no longer, since the plugin must not take it for silence. */
const longest = 2000

/** How many quick generations fit in. */
const factor = 5

/** A minute of the plugin lasts three seconds, so that some of its polls fit in too. */
const speed = 20

/**
 * Conditions that leave a plugin time to see what happens meanwhile, on a busy machine too: several
 * times what a generation takes whose picture is ready at once.
 */
export const unhurried = (bench: Bench): Effect.Effect<Rig.Conditions, Failed> =>
  Effect.scoped(
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench, { latency: 0 })
      const before = performance.now()
      yield* Effect.flatMap(Run.generate(bench, rig), Run.responseOf)
      const latency = Math.min(longest, shortest + factor * (performance.now() - before))
      return { latency: Duration.millis(latency), speed }
    })
  )
