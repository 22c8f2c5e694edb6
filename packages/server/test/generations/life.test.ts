/** The whole life of a generation, as a page sees it. */
import { assert, describe } from "@effect/vitest"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { GenerationSummary } from "@easel/server/GenerationSummary"
import sketch from "@easel/provider-sketch"
import * as Effect from "effect/Effect"
import { all, ask, follow, idOf, picture, some, standing, start, tags, test } from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

describe("a generation", () => {
  test("of the embedded provider has previews as bytes and its picture at an address", () =>
    Effect.gen(function* () {
      const { url } = yield* start({ plugins: [sketch] })
      const answer = yield* ask(url, "/api/generations", {
        body: { prompt: "a fox", width: 128, height: 96, seed: 3 }
      })
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(answer.headers.get("content-type"), "text/event-stream")
      assert.strictEqual(answer.headers.get("cache-control"), "no-store")
      assert.strictEqual(answer.headers.get("x-accel-buffering"), "no")
      assert.match(answer.headers.get("location") ?? "", /^\/api\/generations\/gen_[0-9a-f]{32}$/)
      const events = yield* all(answer)
      const [first] = events
      const last = events.at(-1)
      assert.deepStrictEqual(events.map(({ id }) => id).slice(0, 1), [0])
      assert.strictEqual(first?.event._tag, "GenerationCreated")
      assert.strictEqual(last?.event._tag, "ImageResponse")
      const previews = events.flatMap(({ event }) => (event._tag === "ImagePreview" ? [event] : []))
      assert.isNotEmpty(previews)
      for (const { image } of previews) {
        assert.strictEqual(image.source._tag, "Bytes")
        assert.strictEqual(image.mediaType, "image/png")
      }
      if (last?.event._tag !== "ImageResponse") return
      const [made] = last.event.images
      assert.strictEqual(made.mediaType, "image/png")
      assert.strictEqual(made.seed, 3)
      assert.strictEqual(made.source._tag, "Url")
      if (made.source._tag !== "Url") return
      assert.isTrue(made.source.url.startsWith(`${url.href}api/images/`))
      const bytes = yield* Effect.promise(async () =>
        fetch(made.source._tag === "Url" ? made.source.url : "").then((found) =>
          found.arrayBuffer()
        )
      )
      assert.deepStrictEqual([...new Uint8Array(bytes).subarray(1, 4)], [0x50, 0x4e, 0x47])
      assert.strictEqual(last.event.receipt.prompt, "a fox")
    }))

  test("tells where it stands from the queue to the picture", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const answer = yield* ask(url, "/api/generations", { body: { prompt: "a fox" } })
      const id = idOf(answer)
      const at = (status: GenerationSummary["status"]) => standing(url, id, status)
      yield* at("Running")
      yield* stage.emit(ProviderEvent.queued({ position: 2, size: 3 }))
      yield* at("Queued")
      yield* stage.emit(ProviderEvent.progress({ fraction: 0.5, step: 5, total: 10 }))
      yield* at("Running")
      const image = yield* picture(1)
      yield* stage.preview(image)
      yield* stage.emit(ProviderEvent.warning("Odd", "it is odd"))
      yield* stage.finish([image, image], { note: "made for a test" })
      const events = yield* all(answer)
      assert.deepStrictEqual(tags(events), [
        "GenerationCreated",
        "Queued",
        "Progress",
        "ImagePreview",
        "Warning",
        "ImageResponse"
      ])
      assert.deepStrictEqual(
        events.map(({ id }) => id),
        [0, 1, 2, 3, 4, 5]
      )
      const { response, ...origin } = yield* at("Done")
      assert.strictEqual(response?.images.length, 2)
      assert.strictEqual(origin.provider, "staged")
      assert.strictEqual(origin.model, "staged-1")
      assert.strictEqual(origin.prompt, "a fox")
      // Each telling has addresses of its own, so that none has expired.
      const again = yield* at("Done")
      assert.notDeepEqual(again.response?.images[0].source, response?.images[0].source)
    }))

  test("goes on when its listener leaves", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const id = yield* Effect.scoped(
        Effect.gen(function* () {
          const answer = yield* ask(url, "/api/generations", { body: { prompt: "a fox" } })
          yield* some(answer, 1)
          return idOf(answer)
        })
      )
      yield* stage.finish([yield* picture(1)])
      const events = yield* Effect.flatMap(follow(url, id), all)
      assert.deepStrictEqual(tags(events), ["GenerationCreated", "ImageResponse"])
      assert.isEmpty(stage.cancelled)
    }))
})
