import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import type { ImageEvent } from "@easel/core/ImageEvent"
import { Progress, Warning } from "@easel/core/ImageEvent"
import { Completed } from "@easel/core/ProviderEvent"
import {
  type TestEvent,
  accepted,
  completed,
  makeModel,
  preview,
  progress,
  queued
} from "./support/TestModel.js"

const warning = new Warning({ code: "Own", message: "changed" })

const run = (...events: ReadonlyArray<TestEvent>) =>
  makeModel(() => Stream.fromIterable(events)).stream({ prompt: "cat" })

const collect = (...events: ReadonlyArray<TestEvent>) =>
  Stream.runCollect(run(...events)).pipe(Effect.map(Chunk.toReadonlyArray))

const tags = (events: ReadonlyArray<ImageEvent>) => events.map((event) => event._tag)

const failure = (...events: ReadonlyArray<TestEvent>) =>
  Effect.flip(Stream.runDrain(run(...events)))

describe("the grammar of a generation", () => {
  it.effect("passes on a stream that keeps it, without Accepted", () =>
    Effect.gen(function* () {
      const given = [queued(2), queued(0), progress(0.5), preview(0), progress(0.9)]
      const events = yield* collect(accepted, warning, ...given, completed())
      assert.deepStrictEqual(events.slice(0, -1), [warning, ...given])
      assert.strictEqual(events.at(-1)?._tag, "ImageResponse")
    })
  )

  it.effect("drops a queue after work has begun, with one warning", () =>
    Effect.gen(function* () {
      for (const work of [progress(0.1), preview(0)]) {
        const events = yield* collect(queued(1), work, queued(3), queued(2), warning, completed())
        assert.deepStrictEqual(tags(events), [
          "Queued",
          work._tag,
          "Warning",
          "Warning",
          "ImageResponse"
        ])
        const [, , late] = events
        assert.strictEqual(late?._tag === "Warning" && late.code, "EventGrammar")
      }
    })
  )

  it.effect("holds the fraction where it was", () =>
    Effect.gen(function* () {
      const message = new Progress({ message: "warming up" })
      const back = new Progress({ fraction: 0.2, step: 2, unit: "steps" })
      const events = yield* collect(progress(0.4), message, back, progress(1), completed())
      const seen = events.filter((event) => event._tag === "Progress")
      assert.deepStrictEqual(
        seen.map((event) => event.fraction),
        [0.4, undefined, 0.4, 1]
      )
      assert.strictEqual(seen[2]?.unit, "steps")
    })
  )

  it.effect("counts the previews from 0", () =>
    Effect.gen(function* () {
      const events = yield* collect(preview(3), preview(3), preview(2), completed())
      const indexes = events.flatMap((event) =>
        event._tag === "ImagePreview" ? [event.index] : []
      )
      assert.deepStrictEqual(indexes, [0, 1, 2])
    })
  )

  it.effect("fails when Completed has no picture", () =>
    Effect.gen(function* () {
      const error = yield* failure(accepted, new Completed({ images: [] }))
      assert.strictEqual(error._tag, "ResponseParseError")
      assert.strictEqual(error.jobId, "job-1")
    })
  )

  const event: FastCheck.Arbitrary<TestEvent> = FastCheck.oneof(
    FastCheck.constant(accepted),
    FastCheck.constant(warning),
    FastCheck.nat(9).map(queued),
    FastCheck.double({ min: 0, max: 1, noNaN: true }).map(progress),
    FastCheck.nat(9).map(preview),
    FastCheck.constant(completed()),
    FastCheck.constant(new Completed({ images: [] }))
  )

  const word: Record<ImageEvent["_tag"], string> = {
    Queued: "Q",
    Progress: "P",
    ImagePreview: "I",
    Warning: "",
    Restarted: "R",
    ImageResponse: "!"
  }

  it.effect.prop("whatever a provider says", { events: FastCheck.array(event) }, ({ events }) =>
    Effect.gen(function* () {
      const seen: Array<ImageEvent> = []
      const result = yield* run(...events).pipe(
        Stream.runForEach((event) => Effect.sync(() => seen.push(event))),
        Effect.either
      )
      const sentence = tags(seen)
        .map((tag) => word[tag])
        .join("")
      assert.match(sentence, Either.isRight(result) ? /^Q*[PI]*!$/ : /^Q*[PI]*$/)
      const fractions = seen.flatMap((event) =>
        event._tag === "Progress" ? [event.fraction ?? 0] : []
      )
      assert.deepStrictEqual(
        fractions,
        [...fractions].sort((a, b) => a - b)
      )
    })
  )
})
