/** Generations at the same time. */
import * as Effect from "effect/Effect"
import type { Bench } from "./Bench.js"
import { type Definition, expectNone } from "./Definition.js"
import { grammarProblems } from "./judge.js"
import * as notedPicture from "./notedPicture.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

const seeds = [1, 2, 3, 4, 5, 6, 7, 8]

const fieldsFor = ({ info: { takes } }: Bench, seed: number): Run.Fields =>
  takes.seed === undefined ? {} : { seed: takes.seed.minimum + seed }

/** What is wrong with one of several generations. */
const problemsOf = (bench: Bench, rig: Rig.Rig, seed: number) =>
  Effect.gen(function* () {
    const fields = fieldsFor(bench, seed)
    const run = yield* Run.generate(bench, rig, fields)
    const response = yield* Run.responseOf(run)
    const { receipt } = response
    const note = notedPicture.read((yield* Run.loaded(rig, response)).bytes)
    return [
      ...grammarProblems(run),
      ...(receipt.prompt === run.prompt ? [] : ["a receipt has the prompt of another run"]),
      ...(fields.seed === undefined || receipt.seed === fields.seed
        ? []
        : [`a receipt has seed ${receipt.seed}, expected ${fields.seed}`]),
      ...(note === undefined || note.prompt.includes(run.word)
        ? []
        : ["a picture was made for the prompt of another run"])
    ]
  })

const unmixed: Definition = {
  id: "parallel/unmixed",
  title: "generations at the same time do not mix",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const problems = yield* Effect.forEach(seeds, (seed) => problemsOf(bench, rig, seed), {
        concurrency: "unbounded"
      })
      yield* expectNone(problems.flat())
    })
}

export const checks: ReadonlyArray<Definition> = [unmixed]
