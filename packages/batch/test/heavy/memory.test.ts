/** Ten thousand items: the process stays as small as it was, and every item is accounted for. */
import type { FakeRequest } from "@easel/core/Fake"
import { Fault } from "@easel/testkit"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { among, numberIn, onceEach } from "../support/faults.js"
import { items, longRun } from "../support/longRun.js"
import { checkOnce, checkSubmissions } from "../support/orders.js"
import { noProcessFiles, type ResidentMemory } from "../support/residentMemory.js"
import { services } from "../support/services.js"

/** MiB. */
const mostResident = 300

/** The heap breathes; what grows with every item grows by more than that. */
const breath = 1.15

/** Fewer items say nothing about the long run. */
const isLong = items >= 2_000

const checkFlat = ({ peak, thirds: [, middle, last] }: ResidentMemory) => {
  assert.isAtMost(peak, mostResident)
  if (isLong) assert.isAtMost(last, middle * breath)
}

it.scopedLive.skipIf(noProcessFiles)(
  "sketches take no more memory at the end than in the middle",
  () =>
    Effect.gen(function* () {
      const { end, memory, run } = yield* longRun({ provider: "sketch", side: 64, concurrency: 4 })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.deepStrictEqual(end.counts, { done: items })
      assert.strictEqual(end.submissions, items)
      checkFlat(memory)
    }),
  2_400_000
)

const isOneIn = (many: number, rest: number) => (number: number) => number % many === rest

const isBusy = isOneIn(80, 10)
const isOverloaded = isOneIn(80, 30)
const isCutAtSubmit = isOneIn(80, 50)
const isCutAtPicture = isOneIn(80, 70)
const isNeverLetIn = isOneIn(1000, 999)

const submission = { method: "POST", path: /^\/txt2img$/ }
const picture = { method: "GET", path: /^\/images\// }

const taskIn = ({ url }: FakeRequest): number => Number(/task-(\d+)/.exec(url.pathname)?.[1])

/** Five of a hundred items meet one of these, most of them once. */
const faults = [
  among(Fault.status(submission, 429), numberIn, isNeverLetIn),
  onceEach(among(Fault.status(submission, 429), numberIn, isBusy), numberIn),
  onceEach(among(Fault.status(submission, 503), numberIn, isOverloaded), numberIn),
  among(Fault.hangUp(submission), numberIn, isCutAtSubmit),
  onceEach(among(Fault.cut(picture, 40), taskIn, isCutAtPicture), taskIn)
]

it.scopedLive.skipIf(noProcessFiles)(
  "one fault in twenty items costs no memory, and no item its place in the sums",
  () =>
    Effect.gen(function* () {
      const standIns = yield* services({ latency: 0, faults })
      const { end, memory, records, run } = yield* longRun({
        provider: "imagelabs",
        env: { EASEL_IMAGELABS_BASE_URL: standIns.imagelabs.baseUrl },
        side: 64,
        concurrency: 64
      })
      checkOnce(standIns)
      checkSubmissions(records, standIns)
      for (const { error, number, state } of records) {
        // A job may be behind an answer that was cut, so that nobody asks for another.
        if (isCutAtSubmit(number)) assert.strictEqual(error?._tag, "TransportError", `${number}`)
        else if (isNeverLetIn(number)) assert.strictEqual(error?._tag, "ResponseError", `${number}`)
        else if (state !== "done") {
          // A connection that rested for too long may be closed as it is used again.
          assert.strictEqual(error?._tag, "TransportError", `item ${number} is ${state}`)
        }
      }
      const failed = records.filter(({ state }) => state === "failed").length
      assert.strictEqual(run.code, failed === 0 ? 0 : 7, run.stderr)
      assert.isAtMost(failed, items / 20)
      const told = end.failures.reduce((sum, { count }) => sum + count, 0)
      assert.strictEqual(told, failed)
      checkFlat(memory)
    }),
  2_400_000
)
