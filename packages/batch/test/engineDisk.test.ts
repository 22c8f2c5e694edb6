/** A disk that is full, or can't be written, while a batch is made. */
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import type { BatchSummary } from "@easel/batch"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { filledUp, mountedAt, noMounts, remount } from "./support/disk.js"
import { folder } from "./support/folders.js"
import { checkOnce } from "./support/orders.js"
import { begin } from "./support/proof.js"
import { startWorker } from "./support/workers.js"

type Begun = Effect.Effect.Success<ReturnType<typeof begin>>

const until = ({ batches, id }: Begun, holds: (summary: BatchSummary.BatchSummary) => boolean) =>
  batches
    .get(id)
    .pipe(
      Effect.delay(Duration.millis(50)),
      Effect.repeat({ until: holds }),
      Effect.timeout(Duration.seconds(30))
    )

const isFull = ({ reason = "" }: BatchSummary.BatchSummary) => /no space left/.test(reason)

const items = 40

const settings = { concurrency: 6 }

const beginAt = (provider: "imagelabs" | "openai") =>
  begin({ provider, items, settings, standIns: { latency: 0 } })

/** So small that some pictures fit, and not all. */
const small = "size=64k"

/** Every item that may be under way has its picture and no place for it. */
const stuck = (summary: BatchSummary.BatchSummary) =>
  isFull(summary) && summary.counts.made === settings.concurrency

describe("a batch whose disk is full", { timeout: 90_000 }, () => {
  it.scopedLive("says so, begins nothing more, and goes on when there is room", (context) =>
    Effect.gen(function* () {
      const proof = yield* beginAt("imagelabs")
      if (!(yield* mountedAt(proof.output, small))) return context.skip(noMounts)
      yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      const full = yield* until(proof, stuck)
      assert.strictEqual(full.state, "active")
      assert.include(full.reason, proof.output)
      assert.isAbove(full.counts.done ?? 0, 0)
      assert.isAbove(full.counts.pending ?? 0, 0)
      yield* remount(proof.output, "size=4m")
      const { summary } = yield* proof.end
      assert.strictEqual(summary.state, "finished")
      assert.isUndefined(summary.reason)
      assert.deepStrictEqual(summary.counts, { done: items })
      checkOnce(proof.services)
    })
  )

  const afterDeath = [
    ["imagelabs", "fetches again what it had made, and pays nothing twice"],
    ["openai", "says of what it had in memory that it is unknown, and pays nothing twice"]
  ] as const
  for (const [provider, what] of afterDeath) {
    it.scopedLive(`after kill -9 it ${what} at ${provider}`, (context) =>
      Effect.gen(function* () {
        const proof = yield* beginAt(provider)
        if (!(yield* mountedAt(proof.output, small))) return context.skip(noMounts)
        const first = yield* startWorker(proof.database, proof.services)
        yield* proof.submit
        yield* until(proof, stuck)
        yield* first.kill
        yield* remount(proof.output, "size=4m")
        yield* startWorker(proof.database, proof.services)
        const { summary } = yield* proof.end
        const { done = 0, unknown = 0 } = summary.counts
        assert.strictEqual(done + unknown, items)
        // A small picture may have found a place between two looks.
        assert.isAtMost(unknown, provider === "openai" ? settings.concurrency : 0)
        checkOnce(proof.services)
      })
    )
  }

  it.scopedLive("is told to stop, and does not wait for room for ever", (context) =>
    Effect.gen(function* () {
      const proof = yield* beginAt("imagelabs")
      if (!(yield* mountedAt(proof.output, small))) return context.skip(noMounts)
      const first = yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      yield* until(proof, stuck)
      assert.strictEqual(yield* first.stop, 0)
      yield* remount(proof.output, "size=4m")
      yield* startWorker(proof.database, proof.services)
      const { summary } = yield* proof.end
      assert.deepStrictEqual(summary.counts, { done: items })
      checkOnce(proof.services)
    })
  )
})

describe("a batch whose disk can't be written", { timeout: 90_000 }, () => {
  it.scopedLive("waits for it in the middle, and says why", (context) =>
    Effect.gen(function* () {
      const proof = yield* beginAt("imagelabs")
      if (!(yield* mountedAt(proof.output, "size=4m"))) return context.skip(noMounts)
      yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      yield* until(proof, ({ counts }) => (counts.done ?? 0) >= 4)
      yield* remount(proof.output, "ro")
      const waiting = yield* until(
        proof,
        ({ counts, reason = "" }) =>
          /read-only/.test(reason) && counts.made === settings.concurrency
      )
      assert.strictEqual(waiting.state, "active")
      assert.isBelow(waiting.counts.done ?? 0, items)
      yield* remount(proof.output, "rw")
      const { summary } = yield* proof.end
      assert.isUndefined(summary.reason)
      assert.deepStrictEqual(summary.counts, { done: items })
      checkOnce(proof.services)
    })
  )

  it.scopedLive("pauses before anything is sent when it was so from the beginning", (context) =>
    Effect.gen(function* () {
      const proof = yield* begin({ provider: "imagelabs", items: 3, standIns: { latency: 0 } })
      if (!(yield* mountedAt(proof.output, "size=4m,ro"))) return context.skip(noMounts)
      yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      const { summary } = yield* proof.end
      assert.strictEqual(summary.state, "paused")
      assert.match(summary.reason ?? "", /out: the file system is read-only$/)
      assert.deepStrictEqual(summary.counts, { pending: 3 })
      assert.strictEqual(proof.services.heard.length, 0)
      yield* remount(proof.output, "rw")
      yield* proof.batches.resume(proof.id)
      const after = yield* proof.end
      assert.deepStrictEqual(after.summary.counts, { done: 3 })
    })
  )
})

describe("a batch whose database has no room", { timeout: 90_000 }, () => {
  it.scopedLive("ends its worker with that, and loses nothing that was written down", (context) =>
    Effect.gen(function* () {
      const place = join(yield* folder, "database")
      if (!(yield* mountedAt(place, "size=8m"))) return context.skip(noMounts)
      const proof = yield* begin({
        provider: "imagelabs",
        items: 200,
        settings,
        database: join(place, "batches.db"),
        standIns: { latency: "200 millis" }
      })
      const first = yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      yield* until(proof, ({ counts }) => (counts.done ?? 0) >= 4)
      const makeRoom = yield* filledUp(place)
      assert.strictEqual(yield* first.ended, 1)
      const said = first.output.at(-1) ?? ""
      assert.include(said, "DatabaseError")
      assert.include(said, '"reason":"Full"')
      assert.isBelow(proof.services.heard.length, 200)
      yield* makeRoom
      yield* startWorker(proof.database, proof.services)
      const { records, summary } = yield* proof.end
      checkOnce(proof.services)
      assert.strictEqual(summary.state, "finished")
      assert.isTrue(records.every(({ state }) => state === "done" || state === "unknown"))
      const unknown = records.filter(({ state }) => state === "unknown").length
      assert.isAtMost(unknown, settings.concurrency)
    })
  )
})
