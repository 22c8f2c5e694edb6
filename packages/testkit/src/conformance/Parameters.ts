/** No parameter is dropped in silence. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Scope from "effect/Scope"
import type { Failed } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import { type Definition, expect, expectNone, notApplicable } from "./Definition.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"
import { type Sample, samples } from "./sampleParameters.js"

const prompt: Definition = {
  id: "parameters/prompt",
  title: "the prompt reaches the service",
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench)
      const run = yield* Run.generate(bench, rig)
      yield* Run.responseOf(run)
      const sent = Run.submissionsOf(rig.server?.requests ?? [], run).length
      yield* expect(sent > 0, "no request holds the prompt")
    })
}

/** What a run shows to the outside: its requests, or without a network the picture. */
const outcome = (bench: Bench, fields: Run.Fields): Effect.Effect<string, Failed, Scope.Scope> =>
  Effect.gen(function* () {
    const rig = yield* Rig.open(bench)
    const run = yield* Run.generate(bench, rig, fields)
    const response = yield* Run.responseOf(run)
    if (rig.server === undefined) {
      const { bytes } = yield* Run.loaded(rig, response)
      return Buffer.from(bytes).toString("base64")
    }
    return Run.submissionsOf(rig.server.requests, run)
      .map(({ text, url }) => `${url.pathname}${url.search} ${text}`.replaceAll(run.word, ""))
      .join("\n")
  })

/** An embedded model has nothing on the wire, and its picture need not show every parameter. */
const shown: ReadonlySet<keyof Run.Fields> = new Set(["seed", "negativePrompt", "steps"])

const isComparable = (bench: Bench, { option, taken, ...sample }: Sample): boolean =>
  taken &&
  (bench.fake !== undefined || shown.has(option)) &&
  JSON.stringify(sample.with) !== JSON.stringify(sample.without)

const taken: Definition = {
  id: "parameters/taken",
  title: "every parameter that is taken changes what is sent",
  test: (bench) =>
    Effect.gen(function* () {
      const tried = (yield* samples(bench.info)).filter((sample) => isComparable(bench, sample))
      if (tried.length === 0)
        yield* notApplicable("the model takes no parameter beside prompt and size")
      const problems: Array<string> = []
      for (const sample of tried) {
        const before = yield* Effect.scoped(outcome(bench, sample.without))
        const after = yield* Effect.scoped(outcome(bench, sample.with))
        if (before === after) problems.push(`${sample.option} is declared, and changes nothing`)
      }
      yield* expectNone(problems)
    })
}

const refusedSamples = ({ info }: Bench) =>
  Effect.flatMap(samples(info), (all) => {
    const others = all.filter(({ taken }) => !taken)
    return others.length === 0
      ? notApplicable("the model takes every parameter")
      : Effect.succeed(others)
  })

const refused: Definition = {
  id: "parameters/refused",
  title: "a parameter that is not taken is an InvalidRequest that names it, and nothing is sent",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const problems: Array<string> = []
      for (const sample of yield* refusedSamples(bench)) {
        const error = Run.errorOf((yield* Run.generate(bench, rig, sample.with)).exit)
        const { option } = sample
        if (Either.isLeft(error)) problems.push(`${option} came out as ${error.left}`)
        else if (error.right._tag !== "InvalidRequest") {
          problems.push(`${option}: expected InvalidRequest, got ${error.right._tag}`)
        } else if (error.right.option !== option) {
          problems.push(`the refusal of ${option} names ${error.right.option}`)
        }
      }
      const sent = rig.server?.requests.length ?? 0
      if (sent > 0) problems.push(`${sent} requests were sent`)
      yield* expectNone(problems)
    })
}

const lenient: Definition = {
  id: "parameters/lenient",
  title: "a lenient caller gets a picture and a Warning that names what was left out",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const problems: Array<string> = []
      for (const sample of yield* refusedSamples(bench)) {
        const run = yield* Run.generate(bench, rig, { ...sample.with, lenient: true })
        yield* Run.responseOf(run)
        const named = run.events.some(
          (event) => event._tag === "Warning" && event.message.includes(sample.option)
        )
        if (!named) problems.push(`${sample.option} is left out in silence`)
      }
      yield* expectNone(problems)
    })
}

export const checks: ReadonlyArray<Definition> = [prompt, taken, refused, lenient]
