/** The faults that the plugin's own stand-in knows. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type { Failed } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import { at, endProblems, errorProblems, grammarProblems } from "./judge.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** How many faults are tried at once. */
const concurrency = 4

/** What is not over by then waits for a deadline. */
const patience = "80 millis"

/** Runs a generation, and loads its picture, under each of the stand-in's faults. */
export const underEachFault = <A>(
  bench: Bench,
  judge: (rig: Rig.Rig, run: Run.Run, loaded: Run.Loaded | undefined) => A
): Effect.Effect<ReadonlyArray<readonly [fault: string, A]>, Failed> => {
  const attempt = (fault: string): Effect.Effect<readonly [string, A], Failed, Scope.Scope> =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench, { fault, latency: "5 millis" })
      yield* Effect.forkScoped(Effect.delay(rig.hurry, patience))
      const run = yield* Run.generate(bench, rig)
      const loaded = Exit.isSuccess(run.exit) ? yield* Run.load(rig, run.exit.value) : undefined
      return [fault, judge(rig, run, loaded)]
    })
  const faults = Object.keys(bench.fake?.faults ?? {})
  return Effect.forEach(faults, (fault) => Effect.scoped(attempt(fault)), { concurrency })
}

const loadProblems = (loaded: Run.Loaded | undefined, { info }: Bench): ReadonlyArray<string> => {
  if (loaded === undefined || Exit.isSuccess(loaded)) return []
  const error = Run.errorOf(loaded)
  return Either.isLeft(error) ? [error.left] : errorProblems(error.right, info)
}

const typed: Definition = {
  id: "faults/typed",
  title: "every fault of the stand-in ends in a response or a typed error, events in order",
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const found = yield* underEachFault(bench, (_, run, loaded) => [
        ...endProblems(run, bench.info),
        ...grammarProblems(run),
        ...loadProblems(loaded, bench)
      ])
      if (found.length === 0) yield* notApplicable("the stand-in names no faults")
      yield* expectNone(found.flatMap(([fault, problems]) => at(fault, problems)))
    })
}

export const checks: ReadonlyArray<Definition> = [typed]
