/** Following a generation: from any point, by several at once, each at an own pace. */
import { assert, describe, it } from "@effect/vitest"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { eventStream } from "../../src/internal/generations/eventStream.js"
import {
  all,
  ask,
  eventsOf,
  follow,
  idOf,
  json,
  picture,
  some,
  start,
  tags,
  test
} from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

const anyone = { id: "anyone" }

const begin = (prompt = "a fox") =>
  Effect.gen(function* () {
    const stage = yield* StagedProvider.make
    const gateway = yield* start({ plugins: [stage.plugin] })
    const answer = yield* ask(gateway.url, "/api/generations", { body: { prompt } })
    return { ...gateway, stage, answer, id: idOf(answer) }
  })

/** More than a socket holds. */
const large = (seed: number) => {
  const bytes = new Uint8Array(6 * 1024 * 1024)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return GeneratedImage.fromBytes(bytes, seed)
}

describe("following", () => {
  test("from each event on, by the header and by the query, while it runs and after", () =>
    Effect.gen(function* () {
      const { answer, id, stage, url } = yield* begin()
      yield* stage.emit(ProviderEvent.queued({ position: 1 }))
      for (const fraction of [0.1, 0.2, 0.3])
        yield* stage.emit(ProviderEvent.progress({ fraction }))
      yield* some(answer, 5)
      const running = yield* Effect.forEach(
        [0, 1, 2, 3, 4],
        (last) => Effect.fork(Effect.flatMap(follow(url, id, {}, `?after=${last}`), all)),
        { concurrency: "unbounded" }
      )
      yield* stage.finish([yield* picture(1)])
      const expected = [
        "GenerationCreated",
        "Queued",
        "Progress",
        "Progress",
        "Progress",
        "ImageResponse"
      ]
      const fromStart = yield* Effect.flatMap(follow(url, id), all)
      assert.deepStrictEqual(tags(fromStart), expected)
      for (const [last, fiber] of running.entries()) {
        assert.deepStrictEqual(tags(yield* Fiber.join(fiber)), expected.slice(last + 1))
        const byHeader = yield* follow(url, id, { headers: { "last-event-id": String(last) } })
        const events = yield* all(byHeader)
        assert.deepStrictEqual(tags(events), expected.slice(last + 1))
        assert.strictEqual(events[0]?.id, last + 1)
      }
      assert.isEmpty(yield* Effect.flatMap(follow(url, id, {}, "?after=5"), all))
    }))

  test("the header wins over the query", () =>
    Effect.gen(function* () {
      const { id, stage, url } = yield* begin()
      yield* stage.emit(ProviderEvent.progress({ fraction: 0.5 }))
      yield* stage.finish([yield* picture(1)])
      const events = yield* Effect.flatMap(
        follow(url, id, { headers: { "last-event-id": "1" } }, "?after=0"),
        all
      )
      assert.deepStrictEqual(tags(events), ["ImageResponse"])
    }))

  test("two listeners hear the same", () =>
    Effect.gen(function* () {
      const { answer, id, stage, url } = yield* begin()
      const first = yield* Effect.fork(all(answer))
      const second = yield* Effect.fork(Effect.flatMap(follow(url, id), all))
      yield* Effect.flatMap(follow(url, id), (third) => some(third, 1))
      yield* stage.emit(ProviderEvent.progress({ fraction: 0.5 }))
      yield* stage.finish([yield* picture(1)])
      const heard = tags(yield* Fiber.join(first))
      assert.deepStrictEqual(heard, ["GenerationCreated", "Progress", "ImageResponse"])
      assert.deepStrictEqual(tags(yield* Fiber.join(second)), heard)
    }))

  test("who comes later hears of the latest preview only, and of none after the end", () =>
    Effect.gen(function* () {
      const { answer, id, stage, url } = yield* begin()
      const three = yield* Effect.forEach([1, 2, 3], picture)
      for (const image of three) yield* stage.preview(image)
      yield* Stream.runDrain(Stream.takeUntil(eventsOf(answer), ({ id }) => id === 3))
      const late = yield* Effect.flatMap(follow(url, id), (late) => some(late, 2))
      assert.deepStrictEqual(
        late.map(({ event, id }) => [id, event._tag]),
        [
          [0, "GenerationCreated"],
          [3, "ImagePreview"]
        ]
      )
      const preview = late[1]?.event
      assert.deepStrictEqual(preview?._tag === "ImagePreview" && preview.image.seed, 3)
      yield* stage.finish([yield* picture(1)])
      const afterwards = yield* Effect.flatMap(follow(url, id), all)
      assert.deepStrictEqual(
        afterwards.map(({ id }) => id),
        [0, 4]
      )
    }))

  test("a listener that does not read holds up neither the generation nor another listener", () =>
    Effect.gen(function* () {
      const { answer, generations, id, stage, url } = yield* begin()
      const pull = yield* Effect.flatMap(generations.events(anyone, id, -1), Stream.toPull)
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(yield* pull).map(({ id }) => id),
        [0]
      )
      const slow = yield* follow(url, id)
      for (let seed = 0; seed < 8; seed++) yield* stage.preview(large(seed))
      yield* stage.finish([yield* picture(1)])
      const events = yield* all(answer)
      assert.strictEqual(events.at(-1)?.event._tag, "ImageResponse")
      // The slow one missed the previews, and hears how it ended.
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(yield* pull).map(({ event }) => event._tag),
        ["ImageResponse"]
      )
      // What its socket did not take any more, it has missed.
      const heard = tags(yield* all(slow))
      assert.strictEqual(heard.at(-1), "ImageResponse")
      assert.isBelow(heard.filter((tag) => tag === "ImagePreview").length, 8)
    }))

  test("refuses a point that no event has", () =>
    Effect.gen(function* () {
      const { id, url } = yield* begin()
      const refused: ReadonlyArray<readonly [string, string | undefined]> = [
        ["?after=1", undefined],
        ["?after=-1", undefined],
        ["?after=1.5", undefined],
        ["?after=", undefined],
        ["?after=0&after=0", undefined],
        ["?after=99999999999999999999", undefined],
        ["", "x"],
        ["", "0x0"],
        ["", "7"]
      ]
      for (const [query, header] of refused) {
        const headers = header === undefined ? {} : { "last-event-id": header }
        const answer = yield* follow(url, id, { headers }, query)
        assert.strictEqual(answer.status, 400, `${query} ${header}`)
        assert.containSubset(yield* json(answer), { _tag: "InvalidRequest" })
      }
    }))

  test("numbers an event that is told twice anew", () =>
    Effect.gen(function* () {
      const event = ProviderEvent.progress({ fraction: 0.5 })
      const numbered = [1, 2, 1].map((id) => ({ id, event }))
      const { body } = eventStream(Stream.fromIterable(numbered))
      if (body._tag !== "Stream") return assert.fail(body._tag)
      const text = yield* Stream.mkString(Stream.decodeText(body.stream))
      assert.deepStrictEqual(text.match(/(?<=^id: ).*/gm), ["1", "2", "1"])
    }))

  it.scoped("sends a comment at once and every 15 seconds of silence", () =>
    Effect.gen(function* () {
      const { id, url } = yield* begin()
      const answer = yield* follow(url, id, {}, "?after=0")
      const reader = answer.body?.getReader()
      const read = Effect.promise(async () =>
        Buffer.from((await reader?.read())?.value ?? []).toString()
      )
      assert.strictEqual(yield* read, ":\n\n")
      for (let beat = 0; beat < 3; beat++) {
        yield* TestClock.adjust("15 seconds")
        assert.strictEqual(yield* read, ":\n\n")
      }
    })
  )
})
