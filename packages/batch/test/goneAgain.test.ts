/** What becomes of pictures that are gone at their address when a person asks for them again. */
import { assert, describe, it } from "@effect/vitest"
import * as Fault from "@easel/testkit/Fault"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { checkPictures, itemsOf } from "./support/orders.js"
import { workshop } from "./support/ownEngine.js"

const item = ({ batches, id }: Effect.Effect.Success<ReturnType<typeof workshop>>) =>
  Effect.map(itemsOf(batches, id), ([only]) => only ?? assert.fail("there is no item"))

/** The first job's picture is gone, those of later jobs are there. */
const firstIs = {
  404: Fault.status({ path: /^\/images\/task-1\.png/ }, 404),
  410: Fault.status({ path: /^\/images\/task-1\.png/ }, 410),
  403: Fault.status({ path: /^\/images\/task-1\.png/ }, 403),
  "a web page": Fault.html({ path: /^\/images\/task-1\.png/ }, 200, "<p>Our new editor</p>")
}

/** What the service says of a job names another place of its picture from now on. */
const movedTo = (place: (address: string) => string) =>
  Fault.make(
    { path: /^\/progress/ },
    Effect.map((answer) =>
      typeof answer.body === "string"
        ? {
            ...answer,
            body: answer.body.replace(
              /"final_image_url":"([^"]+)"/,
              (_, address: string) => `"final_image_url":"${place(address)}"`
            )
          }
        : answer
    )
  )

describe("a picture that is gone", () => {
  for (const [what, fault] of Object.entries(firstIs)) {
    it.scopedLive(`is made again by one retry when its address is ${what}`, () =>
      Effect.gen(function* () {
        const shop = yield* workshop({
          provider: "imagelabs",
          items: 1,
          standIns: { faults: [fault] }
        })
        yield* shop.submitWith()
        assert.deepStrictEqual((yield* shop.run).counts, { failed: 1 })
        const failed = yield* item(shop)
        assert.strictEqual(failed.error?._tag, "AssetError")
        assert.strictEqual(failed.receipt?.jobId, "task-1")
        assert.lengthOf(shop.services.heard, 1)

        yield* shop.batches.retry(shop.id, ["failed"])
        const summary = yield* shop.run
        assert.deepStrictEqual(summary.counts, { done: 1 })
        assert.strictEqual(summary.submissions, 2)
        assert.lengthOf(shop.services.heard, 2)
        const done = yield* item(shop)
        assert.strictEqual(done.receipt?.jobId, "task-2")
        yield* checkPictures([done], shop.output)
      })
    )
  }

  it.scopedLive("is fetched where its job says that it is now, and not made again", () =>
    Effect.gen(function* () {
      const expired = Fault.status({ path: /^\/images\/task-1\.png$/ }, 403)
      const standIns = { faults: [expired] }
      const shop = yield* workshop({ provider: "imagelabs", items: 1, standIns })
      yield* shop.submitWith()
      assert.deepStrictEqual((yield* shop.run).counts, { failed: 1 })
      shop.services.imagelabs.addFault(movedTo((address) => `${address}?signature=fresh`))
      yield* shop.batches.retry(shop.id, ["failed"])
      const summary = yield* shop.run
      assert.deepStrictEqual(summary.counts, { done: 1 })
      assert.strictEqual(summary.submissions, 1)
      assert.lengthOf(shop.services.heard, 1)
    })
  )

  it.scopedLive("is not made again while the service that knows its job is away", () =>
    Effect.gen(function* () {
      const standIns = { faults: [firstIs[404]] }
      const shop = yield* workshop({ provider: "imagelabs", items: 1, standIns })
      yield* shop.submitWith()
      yield* shop.run
      shop.services.imagelabs.addFault(Fault.status({ path: /^\/progress/ }, 429))
      yield* shop.batches.retry(shop.id, ["failed"])
      const summary = yield* Effect.provide(shop.run, hurried)
      assert.deepStrictEqual(summary.counts, { failed: 1 })
      assert.lengthOf(shop.services.heard, 1)
    })
  )

  it.scopedLive("is not made again by itself after a crash", () =>
    Effect.gen(function* () {
      const standIns = { faults: [firstIs[404]] }
      const shop = yield* workshop({ provider: "imagelabs", items: 1, standIns })
      yield* shop.submitWith()
      yield* shop.run
      yield* shop.change(
        `UPDATE easel_items SET state = 'made', worker = 'dead', error = NULL, finished = NULL;
         UPDATE easel_batches SET state = 'active'`
      )
      const summary = yield* shop.run
      assert.deepStrictEqual(summary.counts, { failed: 1 })
      assert.lengthOf(shop.services.heard, 1)
    })
  )
})

/** Waits take a twentieth of their time. */
const hurried = Effect.clockWith((clock) => Effect.succeed(clock)).pipe(
  Effect.map((clock): Clock.Clock => ({
    ...clock,
    unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis(),
    unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
    sleep: (duration) => clock.sleep(Duration.times(duration, 1 / 20))
  })),
  Effect.map(Layer.setClock),
  Layer.unwrapEffect
)

describe("a picture whose host is away", () => {
  it.scopedLive("stays where it is, is fetched by a later retry, and costs nothing", () =>
    Effect.gen(function* () {
      const shop = yield* workshop({ provider: "imagelabs", items: 1 })
      const away = "http://127.0.0.1:1/picture.png"
      const moved = { ...movedTo(() => away), times: 1 }
      shop.services.imagelabs.addFault(moved)
      yield* shop.submitWith()
      assert.deepStrictEqual((yield* Effect.provide(shop.run, hurried)).counts, { failed: 1 })
      assert.strictEqual((yield* item(shop)).error?._tag, "TransportError")
      yield* shop.batches.retry(shop.id, ["failed"])
      assert.deepStrictEqual((yield* Effect.provide(shop.run, hurried)).counts, { failed: 1 })
      const failed = yield* item(shop)
      assert.strictEqual(failed.error?._tag, "TransportError")
      assert.lengthOf(shop.services.heard, 1)

      // The host is there again.
      const [there] = [`${shop.services.imagelabs.baseUrl}/images/task-1.png`]
      yield* shop.change(`UPDATE easel_items SET made = replace(made, '${away}', '${there}')`)
      yield* shop.batches.retry(shop.id, ["failed"])
      const summary = yield* shop.run
      assert.deepStrictEqual(summary.counts, { done: 1 })
      assert.strictEqual(summary.submissions, 1)
      assert.lengthOf(shop.services.heard, 1)
    })
  )
})
