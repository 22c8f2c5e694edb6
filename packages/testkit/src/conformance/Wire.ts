/** What becomes of the faults of a network and of the machines in between. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type { ImageError } from "@easel/core/ImageError"
import type { Failed, NotApplicable } from "../Verdict.js"
import { type Aim, lay } from "./aim.js"
import type { Bench } from "./Bench.js"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import { errorProblems, grammarProblems, isOneOf, nameOf } from "./judge.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"
import { picture, type Row, submission, unreachable, wait } from "./wireFaults.js"

const problemsOf = (row: Row, error: ImageError, bench: Bench): ReadonlyArray<string> => [
  ...(isOneOf(error, row.allowed)
    ? []
    : [`expected ${row.allowed.join(" or ")}, got ${nameOf(error)}: ${error.message}`]),
  ...errorProblems(error, bench.info),
  ...(row.also?.(error) ?? [])
]

/** Judges what a part of a generation ended with under a fault. */
const judge = <A>(
  row: Row,
  exit: Exit.Exit<A, ImageError>,
  bench: Bench
): ReadonlyArray<string> => {
  if (Exit.isSuccess(exit)) {
    return row.maySucceed === true ? [] : ["the answer was broken, and it counted as a success"]
  }
  const error = Run.errorOf(exit)
  return Either.isLeft(error) ? [error.left] : problemsOf(row, error.right, bench)
}

const unhit: Readonly<Record<Aim, string>> = {
  any: "it sends no requests",
  submit: "no request holds the prompt",
  wait: "nothing is asked after the submission",
  picture: "the picture is not fetched from the service"
}

type Try = (
  bench: Bench,
  rig: Rig.Rig
) => Effect.Effect<readonly [problems: ReadonlyArray<string>, hits: number], Failed | NotApplicable>

const check = (group: string, row: Row, aim: Aim, attempt: Try): Definition => ({
  id: `wire/${group}-${row.name}`,
  title: `${row.title}: ${row.allowed.join(" or ")}`,
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench)
      const [problems, hits] = yield* attempt(bench, rig)
      yield* hits === 0 ? notApplicable(unhit[aim]) : expectNone(problems)
    })
})

const atSubmission = (row: Row): Definition =>
  check("submit", row, "submit", (bench, rig) =>
    Effect.gen(function* () {
      const hits = lay(rig, "submit", row.fault)
      const run = yield* Run.generate(bench, rig)
      return [[...judge(row, run.exit, bench), ...grammarProblems(run)], hits()]
    })
  )

/** An error after the job was accepted has its id, where a good run has one. */
const namesJob = (
  exit: Exit.Exit<unknown, ImageError>,
  jobId: string | undefined
): ReadonlyArray<string> => {
  const error = Run.errorOf(exit)
  return jobId !== undefined && Either.isRight(error) && error.right.jobId === undefined
    ? [`${nameOf(error.right)} does not name the job, which was accepted`]
    : []
}

/** The submission itself may bring the picture, and what is asked beside it only tell of progress. */
export const notNeeded = (rig: Rig.Rig, run: Run.Run): Effect.Effect<void, NotApplicable> =>
  Effect.flatMap(Run.madeItsPicture(rig, run), (made) =>
    made && grammarProblems(run).length === 0
      ? notApplicable("the right picture came all the same")
      : Effect.void
  )

const whileWaiting = (row: Row): Definition =>
  check("wait", row, "wait", (bench, rig) =>
    Effect.gen(function* () {
      const { receipt } = yield* Effect.flatMap(Run.generate(bench, rig), Run.responseOf)
      const hits = lay(rig, "wait", row.fault)
      const run = yield* Run.generate(bench, rig)
      if (row.maySucceed !== true) yield* notNeeded(rig, run)
      const problems = [
        ...judge(row, run.exit, bench),
        ...grammarProblems(run),
        ...namesJob(run.exit, receipt.jobId)
      ]
      return [problems, hits()]
    })
  )

const atPicture = (row: Row): Definition =>
  check("picture", row, "picture", (bench, rig) =>
    Effect.gen(function* () {
      const response = yield* Effect.flatMap(Run.generate(bench, rig), Run.responseOf)
      const hits = lay(rig, "picture", row.fault)
      return [judge(row, yield* Run.load(rig, response), bench), hits()]
    })
  )

const refused: Definition = {
  id: "wire/refused",
  title: `${unreachable.title}: ${unreachable.allowed.join(" or ")}`,
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench, { unreachable: true })
      const { exit } = yield* Run.generate(bench, rig)
      yield* expectNone(judge(unreachable, exit, bench))
    })
}

export const checks: ReadonlyArray<Definition> = [
  refused,
  ...submission.map(atSubmission),
  ...wait.map(whileWaiting),
  ...picture.map(atPicture)
]
