/** What is heard of a generation. */
import * as Effect from "effect/Effect"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Gives } from "@easel/core/ModelInfo"
import type { Bench } from "./Bench.js"
import { type Definition, expect, expectNone } from "./Definition.js"
import { at, grammarProblems } from "./judge.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"
import { unhurried } from "./unhurried.js"

const oneResponse: Definition = {
  id: "grammar/one-response",
  title: "a good run ends with exactly one response, through generate and stream alike",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const usual = { width: undefined, height: undefined }
      const generated = yield* Run.generate(bench, rig, usual)
      const response = yield* Run.responseOf(generated)
      const streamed = yield* Run.stream(bench, rig)
      yield* Run.responseOf(streamed)
      yield* Run.loaded(rig, response)
      yield* expectNone([
        ...at("generate", grammarProblems(generated)),
        ...at("stream", grammarProblems(streamed))
      ])
    })
}

const loads: Definition = {
  id: "grammar/pictures",
  title: "every picture and preview of a good run can be loaded",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const run = yield* Run.generate(bench, rig)
      const { images } = yield* Run.responseOf(run)
      const previews = run.events.flatMap((event) =>
        event._tag === "ImagePreview" ? [event.image] : []
      )
      const ends = yield* Effect.forEach([...previews, ...images], (image, index) =>
        Effect.match(rig.inside(rig.model.load(image)), {
          onFailure: (error) => [`picture ${index}: ${error._tag}: ${error.message}`],
          onSuccess: () => []
        })
      )
      yield* expectNone(ends.flat())
    })
}

type Seen = Pick<Gives, "queue" | "progress" | "previews">

/** What a run showed, in the words of `ModelInfo.gives`. */
const seenIn = (events: ReadonlyArray<ImageEvent>): Seen => {
  const progress = events.filter((event) => event._tag === "Progress")
  return {
    queue: events.some(({ _tag }) => _tag === "Queued"),
    progress: progress.some(({ fraction }) => fraction !== undefined)
      ? "Fraction"
      : progress.length > 0
        ? "Activity"
        : "None",
    previews: events.some(({ _tag }) => _tag === "ImagePreview")
  }
}

/** The events of runs under the stand-in's faults, for what a good run need not show. */
const faultedEvents = (bench: Bench) =>
  Effect.forEach(Object.keys(bench.fake?.faults ?? {}), (fault) =>
    Rig.open(bench, { fault, speed: 1000, latency: "5 millis" }).pipe(
      Effect.flatMap((rig) => Run.generate(bench, rig)),
      Effect.map(({ events }) => events),
      Effect.scoped
    )
  )

const problemsOf = (gives: Gives, seen: Seen): ReadonlyArray<string> => [
  ...(seen.previews === gives.previews
    ? []
    : [`previews are declared ${gives.previews}, and seen ${seen.previews}`]),
  ...(seen.progress === gives.progress
    ? []
    : [`progress is declared ${gives.progress}, and seen ${seen.progress}`]),
  ...(seen.queue && !gives.queue ? ["a queue is seen, and not declared"] : [])
]

const gives: Definition = {
  id: "grammar/gives",
  title: "what is declared in gives is seen, and nothing else: queue, progress, previews",
  test: (bench) =>
    Effect.gen(function* () {
      const { gives } = bench.info
      const rig = yield* Rig.open(bench, { latency: yield* unhurried(bench) })
      const run = yield* Run.generate(bench, rig)
      yield* Run.responseOf(run)
      const seen = seenIn(run.events)
      yield* expectNone(problemsOf(gives, seen))
      if (seen.queue === gives.queue) return
      const others = yield* faultedEvents(bench)
      yield* expect(
        others.some((events) => seenIn(events).queue),
        "a queue is declared, and never seen, under no fault of the stand-in either"
      )
    })
}

export const checks: ReadonlyArray<Definition> = [oneResponse, loads, gives]
