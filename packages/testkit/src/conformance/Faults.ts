/** The faults that the plugin's own stand-in knows. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type { Failed } from "../Verdict.js"
import type { Bench, FaultTrial, Trials } from "./Bench.js"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import { at, endProblems, errorProblems, grammarProblems } from "./judge.js"
import { patience } from "./eventually.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"
import { seenSecrets } from "./seenSecrets.js"

/** How many faults are tried at once. */
const concurrency = 4

const loadProblems = (loaded: Run.Loaded | undefined, { info }: Bench): ReadonlyArray<string> => {
  if (loaded === undefined || Exit.isSuccess(loaded)) return []
  const error = Run.errorOf(loaded)
  return Either.isLeft(error) ? [error.left] : errorProblems(error.right, info)
}

const attempt = (bench: Bench, fault: string): Effect.Effect<FaultTrial, Failed, Scope.Scope> =>
  Effect.gen(function* () {
    const rig = yield* Rig.open(bench, { fault, latency: "5 millis" })
    yield* Effect.forkScoped(Effect.delay(rig.hurry, patience))
    const run = yield* Run.generate(bench, rig)
    const loaded = Exit.isSuccess(run.exit) ? yield* Run.load(rig, run.exit.value) : undefined
    const problems = [
      ...endProblems(run, bench.info),
      ...grammarProblems(run),
      ...loadProblems(loaded, bench)
    ]
    return { fault, problems, seen: seenSecrets(rig, run, loaded) }
  })

/** Makes a picture under each of the stand-in's faults. */
export const tryFaults = (bench: Bench): Trials =>
  Effect.forEach(
    Object.keys(bench.fake?.faults ?? {}),
    (fault) => Effect.scoped(attempt(bench, fault)),
    { concurrency }
  )

const typed: Definition = {
  id: "faults/typed",
  title: "every fault of the stand-in ends in a response or a typed error, events in order",
  test: (bench, trials) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const tried = yield* trials
      if (tried.length === 0) yield* notApplicable("the stand-in names no faults")
      yield* expectNone(tried.flatMap(({ fault, problems }) => at(fault, problems)))
    })
}

export const checks: ReadonlyArray<Definition> = [typed]
