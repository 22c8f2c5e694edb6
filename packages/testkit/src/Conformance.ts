/**
 * The conformance kit: whether a provider's plugin keeps the rules of Easel, checked against the
 * stand-in that it ships. It knows no test runner; `@easel/testkit/vitest` makes tests of it.
 *
 * ```ts
 * const report = yield* Conformance.run({ plugin })
 * yield* Console.log(Report.toText(report))
 * ```
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ModelInfo } from "@easel/core/ModelInfo"
import type { Bench, Trials } from "./conformance/Bench.js"
import { tryFaults } from "./conformance/Faults.js"
import type { Definition } from "./conformance/Definition.js"
import { brief } from "./conformance/Run.js"
import type { Skip, Subject, Tolerances } from "./conformance/Subject.js"
import { definitions } from "./conformance/definitions.js"
import * as Report from "./Report.js"
import { Failed, Passed, Skipped, type Verdict } from "./Verdict.js"

export type { Skip, Subject, Tolerances }

/** One check of one subject. */
export interface Check {
  /** `group/name`; never changes once published. */
  readonly id: string
  /** For people. */
  readonly title: string
  /** Why it is left out; `run` then does nothing. */
  readonly skip: string | undefined
  /** Never fails, never hangs: what goes wrong is the verdict. */
  readonly run: Effect.Effect<Verdict>
}

const defaultTime = Duration.seconds(20)

/** The model that the subject's request names, else the plugin's first. */
const chooseModel = ({ plugin, request }: Subject): ModelInfo =>
  plugin.models.find(({ names }) => names.some((name) => name === request?.model)) ??
  plugin.models[0]

/** What all checks of one subject share. */
interface Opened {
  readonly bench: Bench
  readonly trials: Trials
}

const openBench = (subject: Subject): Effect.Effect<Opened> =>
  Effect.gen(function* () {
    const { plugin } = subject
    const fake = subject.fake ?? (plugin.fake === undefined ? undefined : yield* plugin.fake)
    const bench = { subject, plugin, info: chooseModel(subject), fake }
    return { bench, trials: yield* Effect.cached(tryFaults(bench)) }
  })

const failed = (message: string): Effect.Effect<Verdict> => Effect.succeed(new Failed({ message }))

const judge = (
  { tolerances }: Subject,
  opened: Effect.Effect<Opened>,
  { test }: Definition
): Effect.Effect<Verdict> => {
  const time = Duration.decode(tolerances?.time ?? defaultTime)
  return Effect.flatMap(opened, ({ bench, trials }) => test(bench, trials)).pipe(
    Effect.scoped,
    Effect.as<Verdict>(new Passed()),
    // What does not let itself be interrupted is left behind.
    Effect.disconnect,
    Effect.timeoutFail({
      duration: time,
      onTimeout: () => new Failed({ message: `took longer than ${Duration.format(time)}` })
    }),
    Effect.catchAll((objection) => Effect.succeed<Verdict>(objection)),
    Effect.catchAllCause((cause) =>
      failed(
        Cause.isInterruptedOnly(cause)
          ? "was interrupted, perhaps because a check that shares its runs took too long"
          : `died: ${brief(cause)}`
      )
    )
  )
}

const reasonOf = (subject: Subject, id: string): string | undefined =>
  Option.getOrUndefined(
    Option.filter(
      Option.fromNullable(subject.skip?.find(({ check }) => check === id)?.reason.trim()),
      (reason) => reason !== ""
    )
  )

/** Every check for this subject, in the order of the report. */
export const checks = (subject: Subject): ReadonlyArray<Check> => {
  const opened = Effect.runSync(Effect.cached(openBench(subject)))
  return definitions.map((definition) => {
    const { id, title } = definition
    const skip = reasonOf(subject, id)
    return {
      id,
      title,
      skip,
      run:
        skip === undefined
          ? judge(subject, opened, definition)
          : Effect.succeed(new Skipped({ reason: skip }))
    }
  })
}

/** The graded report of these results. */
export const reportOf = (
  subject: Subject,
  results: ReadonlyArray<Report.Result>
): Report.Report => {
  const { contractVersion, id, version } = subject.plugin
  const model = chooseModel(subject).name
  return Report.make({ plugin: id, version, contractVersion, model, results })
}

/** Runs every check, one after the other, and grades the subject. */
export const run = (subject: Subject): Effect.Effect<Report.Report> =>
  Effect.map(
    Effect.forEach(checks(subject), ({ id, run, title }) =>
      Effect.map(run, (verdict) => ({ id, title, verdict }))
    ),
    (results) => reportOf(subject, results)
  )
