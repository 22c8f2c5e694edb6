/** Who sees a generation, how long it is kept, and what is refused before it begins. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { all, ask, follow, idOf, json, picture, some, standing, start, test } from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

const anyone = { id: "anyone" }

const keyOf = (name: string) => ({ authorization: `Bearer ${name}` })

describe("owners", () => {
  test("see their own generations and nobody else's", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin], keys: true })
      const mine = { headers: keyOf("mine") }
      const theirs = { headers: keyOf("theirs") }
      const answer = yield* ask(url, "/api/generations", { ...mine, body: { prompt: "a fox" } })
      const id = idOf(answer)
      const paths: ReadonlyArray<readonly [string, "GET" | "DELETE"]> = [
        [`/api/generations/${id}`, "GET"],
        [`/api/generations/${id}/events`, "GET"],
        [`/api/generations/${id}`, "DELETE"]
      ]
      for (const [path, method] of paths) {
        const refused = yield* ask(url, path, { method, ...theirs })
        assert.strictEqual(refused.status, 404)
        assert.deepStrictEqual(yield* json(refused), {
          _tag: "GenerationNotFound",
          id,
          message: `there is no generation ${id}, or no longer`
        })
      }
      assert.deepStrictEqual(yield* Effect.flatMap(ask(url, "/api/generations", theirs), json), [])
      assert.strictEqual((yield* standing(url, id, "Running", mine)).id, id)
      yield* stage.finish([yield* picture(1)])
      assert.lengthOf(yield* Effect.flatMap(follow(url, id, mine), all), 2)
    }))

  test("list theirs, newest first", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      for (const prompt of ["one", "two", "three"]) {
        yield* Effect.scoped(
          Effect.flatMap(ask(url, "/api/generations", { body: { prompt } }), (answer) =>
            some(answer, 1)
          )
        )
      }
      yield* stage.finish([yield* picture(1)])
      const list = yield* Effect.flatMap(ask(url, "/api/generations"), json)
      assert.containSubset(list, [{ prompt: "three" }, { prompt: "two" }, { prompt: "one" }])
    }))
})

/** A generation that has ended, without a connection. */
const made = (
  gateway: Effect.Effect.Success<ReturnType<typeof start>>,
  stage: StagedProvider.Stage
) =>
  Effect.gen(function* () {
    const { id } = yield* gateway.generations.create(anyone, { prompt: "a fox" })
    yield* stage.finish([yield* picture(1)])
    yield* Effect.flatMap(gateway.generations.events(anyone, id, -1), Stream.runDrain)
    return id
  })

describe("keeping", () => {
  it.scoped("a generation is kept for 15 minutes after its end", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const gateway = yield* start({ plugins: [stage.plugin] })
      const running = yield* gateway.generations.create(anyone, { prompt: "another" })
      yield* TestClock.adjust("5 minutes")
      yield* stage.finish([yield* picture(1)])
      const id = yield* made(gateway, stage)
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual((yield* ask(gateway.url, `/api/generations/${id}`)).status, 200)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* ask(gateway.url, `/api/generations/${id}`)).status, 404)
      assert.strictEqual((yield* follow(gateway.url, id)).status, 404)
      assert.strictEqual((yield* ask(gateway.url, `/api/generations/${running.id}`)).status, 404)
    })
  )

  it.scoped("the oldest that have ended make room, those that run stay", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const gateway = yield* start({ plugins: [stage.plugin], maximum: 3 })
      const ended = [yield* made(gateway, stage), yield* made(gateway, stage)]
      const running: Array<string> = []
      for (let count = 0; count < 3; count++) {
        running.push((yield* gateway.generations.create(anyone, { prompt: "it runs" })).id)
      }
      const list = yield* gateway.generations.list(anyone)
      assert.deepStrictEqual(
        list.map(({ id }) => id),
        running.toReversed()
      )
      for (const id of ended) {
        const error = yield* Effect.flip(gateway.generations.get(anyone, id))
        assert.strictEqual(error._tag, "GenerationNotFound")
      }
    })
  )
})

describe("a refusal before the beginning", () => {
  test("of a full line is a status, and no generation", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { admission, url } = yield* start({
        plugins: [stage.plugin],
        admission: { concurrency: 1, queue: 1 }
      })
      for (const prompt of ["runs", "waits"]) {
        yield* Effect.flatMap(ask(url, "/api/generations", { body: { prompt } }), (answer) =>
          some(answer, 1)
        )
      }
      const refused = yield* ask(url, "/api/generations", { body: { prompt: "too many" } })
      assert.strictEqual(refused.status, 429)
      assert.containSubset(yield* json(refused), {
        _tag: "TooManyRequests",
        limit: "Queue",
        retryAfter: 5000
      })
      yield* admission.close
      const late = yield* ask(url, "/api/generations", { body: { prompt: "too late" } })
      assert.strictEqual(late.status, 503)
      assert.lengthOf(
        Array.from(
          JSON.stringify(yield* Effect.flatMap(ask(url, "/api/generations"), json)).matchAll(
            /"id"/g
          )
        ),
        2
      )
    }))
})
