/** Ending a generation: by its owner, by the gateway's end, and what the service hears of it. */
import { assert, describe } from "@effect/vitest"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as Sd35Fake from "@easel/provider-sd35/fake/Sd35Fake"
import sd35 from "@easel/provider-sd35"
import { FakeServer, TestPicture } from "@easel/testkit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import {
  all,
  ask,
  eventually,
  follow,
  idOf,
  picture,
  some,
  standing,
  start,
  summary,
  tags,
  test
} from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

const cancel = (url: URL, id: string) =>
  Effect.flatMap(ask(url, `/api/generations/${id}`, { method: "DELETE" }), summary)

const create = (url: URL, prompt: string) => ask(url, "/api/generations", { body: { prompt } })

describe("cancelling", () => {
  test("while it runs cancels the job and tells every listener", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const answer = yield* create(url, "a fox")
      const id = idOf(answer)
      const other = yield* Effect.fork(Effect.flatMap(follow(url, id), all))
      yield* stage.preview(yield* picture(1))
      yield* eventually(() => stage.submitted.length === 1)
      assert.strictEqual((yield* cancel(url, id)).status, "Cancelled")
      assert.deepStrictEqual(stage.cancelled, ["job of a fox"])
      assert.strictEqual(tags(yield* all(answer)).at(-1), "GenerationCancelled")
      assert.strictEqual(tags(yield* Fiber.join(other)).at(-1), "GenerationCancelled")
      assert.strictEqual((yield* cancel(url, id)).status, "Cancelled")
      assert.lengthOf(stage.cancelled, 1)
      // The preview went with it.
      assert.deepStrictEqual(tags(yield* Effect.flatMap(follow(url, id), all)), [
        "GenerationCreated",
        "GenerationCancelled"
      ])
    }))

  test("while it waits sends nothing, and those behind move up", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { admission, url } = yield* start({
        plugins: [stage.plugin],
        admission: { concurrency: 1 }
      })
      const first = yield* create(url, "first")
      const second = yield* create(url, "second")
      assert.deepStrictEqual(tags(yield* some(second, 2)), ["GenerationCreated", "Queued"])
      assert.strictEqual((yield* standing(url, idOf(second), "Queued")).status, "Queued")
      const third = yield* create(url, "third")
      assert.strictEqual((yield* cancel(url, idOf(second))).status, "Cancelled")
      assert.deepStrictEqual(yield* admission.load, { running: 1, waiting: 1 })
      const image = yield* picture(1)
      yield* stage.finish([image])
      assert.strictEqual(tags(yield* all(first)).at(-1), "ImageResponse")
      yield* stage.finish([image])
      const events = yield* all(third)
      const positions = events.flatMap(({ event }) =>
        event._tag === "Queued" ? [event.position] : []
      )
      assert.deepStrictEqual(positions, [1, 0])
      assert.deepStrictEqual(stage.submitted, ["first", "third"])
      assert.isEmpty(stage.cancelled)
    }))

  test("after the end changes nothing", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const answer = yield* create(url, "a fox")
      yield* stage.finish([yield* picture(1)])
      yield* all(answer)
      const kept = yield* cancel(url, idOf(answer))
      assert.strictEqual(kept.status, "Done")
      assert.lengthOf(kept.response?.images ?? [], 1)
      assert.isEmpty(stage.cancelled)
    }))

  test("closes the connection to the service", () =>
    Effect.gen(function* () {
      const service = yield* Sd35Fake.make({ draw: TestPicture.draw, latency: Duration.minutes(1) })
      const fake = yield* FakeServer.start(service)
      const { url } = yield* start({
        plugins: [sd35],
        environment: Sd35Fake.environment(fake.baseUrl)
      })
      const answer = yield* create(url, "a fox")
      yield* eventually(() => fake.requests.some(({ method }) => method === "GET"))
      assert.strictEqual((yield* cancel(url, idOf(answer))).status, "Cancelled")
      yield* eventually(() => fake.requests.some(({ abandoned }) => abandoned))
    }))
})

describe("the end of the gateway", () => {
  test("ends what runs, and tells the listeners why", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const scope = yield* Scope.make()
      const { generations, url } = yield* Scope.extend(start({ plugins: [stage.plugin] }), scope)
      const answer = yield* create(url, "a fox")
      const listener = yield* Effect.fork(all(answer))
      yield* stage.emit(ProviderEvent.progress({ fraction: 0.5 }))
      yield* eventually(() => stage.submitted.length === 1)
      yield* Scope.close(scope, Exit.void)
      const last = (yield* Fiber.join(listener)).at(-1)?.event
      assert.strictEqual(last?._tag === "GenerationFailed" && last.error._tag, "ShuttingDown")
      assert.deepStrictEqual(stage.cancelled, ["job of a fox"])
      const refused = yield* Effect.flip(generations.create({ id: "anyone" }, { prompt: "more" }))
      assert.strictEqual(refused._tag, "ShuttingDown")
    }))
})
