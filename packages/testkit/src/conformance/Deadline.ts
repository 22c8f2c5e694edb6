/** What becomes of a service that goes silent. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Exit from "effect/Exit"
import type { ImageError } from "@easel/core/ImageError"
import * as Fault from "../Fault.js"
import { type Aim, lay } from "./aim.js"
import type { Bench } from "./Bench.js"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import { errorProblems, nameOf } from "./judge.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"
import { notNeeded } from "./Wire.js"

const never = Fault.make({}, () => Effect.never)

/** Lays the fault, and lets the deadline come nearer once it has hit. */
const layAndHurry = (rig: Rig.Rig, aim: Aim, fault: Fault.Fault) =>
  lay(rig, aim, { ...fault, apply: (handle) => Effect.zipRight(rig.hurry, fault.apply(handle)) })

/** The head of an answer and its first byte, then nothing. */
const stalled = Fault.stall({}, 1)

const timeoutProblems = (
  exit: Exit.Exit<unknown, ImageError>,
  { info }: Bench
): ReadonlyArray<string> => {
  const error = Run.errorOf(exit)
  if (Either.isLeft(error)) return [`expected GenerationTimeout, got ${error.left}`]
  return error.right._tag === "GenerationTimeout"
    ? errorProblems(error.right, info)
    : [`expected GenerationTimeout, got ${nameOf(error.right)}: ${error.right.message}`]
}

const generation = (name: string, title: string, aim: Aim, fault: Fault.Fault): Definition => ({
  id: `deadline/${name}`,
  title: `${title} ends in GenerationTimeout`,
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench)
      const hits = layAndHurry(rig, aim, fault)
      const run = yield* Run.generate(bench, rig)
      if (hits() === 0) yield* notApplicable("no such request is sent")
      if (aim === "wait") yield* notNeeded(rig, run)
      yield* expectNone(timeoutProblems(run.exit, bench))
    })
})

const picture: Definition = {
  id: "deadline/stalled-picture",
  title: "a picture that stops coming ends in GenerationTimeout",
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench)
      const response = yield* Effect.flatMap(Run.generate(bench, rig), Run.responseOf)
      const hits = layAndHurry(rig, "picture", stalled)
      const exit = yield* Run.load(rig, response)
      if (hits() === 0) yield* notApplicable("the picture is not fetched from the service")
      yield* expectNone(timeoutProblems(exit, bench))
    })
}

export const checks: ReadonlyArray<Definition> = [
  generation("silent-submission", "a service that never answers", "submit", never),
  generation("stalled-submission", "an answer that stops after a byte", "submit", stalled),
  generation("silent-wait", "a service that never answers after the submission", "wait", never),
  generation("stalled-wait", "a later answer that stops after a byte", "wait", stalled),
  picture
]
