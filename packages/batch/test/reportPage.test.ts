import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { OutcomeUnknown, OutputError } from "@easel/batch/BatchError"
import type { ItemRecord } from "@easel/batch/BatchItem"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import * as Report from "@easel/batch/Report"
import { ResponseError } from "@easel/core/ImageError"
import { batchesOf, itemOf, summaryOf, withoutPicture } from "./support/plainBatches.js"

const page = (
  items: ReadonlyArray<ItemRecord>,
  changes: Partial<BatchSummary> = {},
  options: Report.HtmlOptions = {}
) =>
  Report.html("cats", options).pipe(
    Stream.mkString,
    Effect.provide(batchesOf(summaryOf(items, changes), items))
  )

const matches = (text: string, pattern: RegExp): ReadonlyArray<string> =>
  Array.from(text.matchAll(pattern), (match) => match[1] ?? "")

const settings = summaryOf([]).settings

describe("Report.html", () => {
  it.effect("shows pictures lazily and by relative addresses, with their receipts", () =>
    Effect.gen(function* () {
      const items = [
        itemOf(1, { prompt: "A cat", width: 640, height: 384, seed: 7 }),
        itemOf(2, { prompt: "A dog" })
      ]
      const text = yield* page(items, {
        costs: [
          { amount: 1.5, currency: "USD" },
          { amount: 12, currency: "credits" }
        ],
        models: [{ provider: "sd35", model: "large", running: 0, done: 2 }]
      })
      assert.deepStrictEqual(matches(text, /<img loading="lazy" decoding="async" src="([^"]*)"/g), [
        "./1.png",
        "./2.png"
      ])
      for (const words of [
        "640 × 384",
        "seed 7",
        "$0.04",
        "0.4 s",
        "$1.50 + 12 credits",
        "sd35 · large",
        "1 min 35 s",
        "made small by the browser",
        "<title>cats · 2 of 2 pictures</title>"
      ]) {
        assert.include(text, words)
      }
    })
  )

  it.effect("finds the pictures from another folder, and only names those of a store", () =>
    Effect.gen(function* () {
      const item = itemOf(1, { prompt: "A cat" })
      const [picture] = item.pictures
      if (picture === undefined) return assert.fail("it has a picture")
      const items = [{ ...item, pictures: [{ ...picture, name: "a b/#1?.png" }] }]
      const beside = yield* page(items, {}, { folder: "/reports/cats" })
      assert.include(beside, 'src="./../../pictures/a%20b/%231%3F.png"')
      const above = yield* page(items, {}, { folder: "/" })
      assert.include(above, 'src="./pictures/a%20b/%231%3F.png"')
      const inStore = yield* page(
        [{ ...item, pictures: [{ ...picture, location: "s3://bucket/1.png" }] }],
        { settings: { ...settings, output: "s3://bucket" } }
      )
      assert.notInclude(inStore, "<img")
      assert.include(inStore, "<code>s3://bucket/1.png</code>")
    })
  )

  it.effect("says what failed, why, and what to do", () =>
    Effect.gen(function* () {
      const moderated = ResponseError.of({ reason: "Moderated", message: "not this one" })
      const unknown = new OutcomeUnknown({ jobId: "j2", detail: "nobody knows" })
      const full = new OutputError({ location: "/pictures/3.png", reason: "Full", detail: "full" })
      const text = yield* page(
        [
          withoutPicture(1, { prompt: "one" }, { error: moderated }),
          withoutPicture(2, { prompt: "two" }, { state: "unknown", error: unknown }),
          withoutPicture(3, { prompt: "three" }, { error: full }),
          withoutPicture(4, { prompt: "four" }, { state: "cancelled" }),
          withoutPicture(5, { prompt: "five" }, { state: "accepted" })
        ],
        { failures: [{ reason: "ResponseError Moderated", count: 1, example: "not this one" }] }
      )
      assert.deepStrictEqual(matches(text, /<article class="(\w+)"/g), [
        "failed",
        "unknown",
        "failed",
        "cancelled",
        "waiting"
      ])
      assert.deepStrictEqual(matches(text, /<p class="advice">([^<]*)</g), [
        "Change the prompt: the service will refuse this one again.",
        "It may have been paid: look it up at the service before another try.",
        "Make room, then try it again. What the service still has is not paid again.",
        "Resume the batch to make it."
      ])
      assert.deepStrictEqual(matches(text, /<label for="show-(\w+)"/g), [
        "all",
        "failed",
        "unknown",
        "cancelled",
        "waiting"
      ])
      assert.include(text, "ResponseError Moderated")
      assert.include(text, 'aria-label="2 failed, 1 unknown, 1 cancelled, 1 waiting"')
    })
  )

  it.effect("lets no text become markup, and runs and fetches nothing", () =>
    Effect.gen(function* () {
      const hostile = `"><script>alert(1)</script><img src=x onerror='a'>&amp;\u0000\u0007`
      const item = itemOf(
        1,
        { prompt: hostile, negativePrompt: hostile },
        { name: hostile, warnings: [{ code: hostile, message: hostile }] }
      )
      const failed = withoutPicture(
        2,
        { prompt: hostile },
        { error: ResponseError.of({ reason: "Server", message: hostile, provider: hostile }) }
      )
      const pictures = item.pictures.map((picture) => ({
        ...picture,
        name: "javascript:alert(1)",
        location: hostile
      }))
      const text = yield* page([{ ...item, pictures }, failed], {
        source: hostile,
        reason: hostile,
        state: "paused",
        failures: [{ reason: hostile, count: 1, example: hostile }],
        models: [{ provider: hostile, model: hostile, running: 0, done: 1 }],
        costs: [{ amount: 1, currency: hostile }]
      })
      assert.notMatch(text, /<script|<img src|onerror='/)
      assert.isFalse(["\u0000", "\u0007"].some((sign) => text.includes(sign)))
      assert.include(text, "&quot;&gt;&lt;script&gt;")
      assert.notMatch(text, /(href|src)="javascript:/)
      assert.notMatch(text, /\sstyle="|\son\w+="/)
      const [policy = ""] = matches(text, /Content-Security-Policy" content="([^"]*)"/g)
      assert.match(policy, /^default-src 'none'; img-src 'self' file:; style-src 'sha256-/)
      const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? ""
      const hash = createHash("sha256").update(style).digest("base64")
      assert.include(policy, `'sha256-${hash}'`)
      assert.notMatch(style, /url\(|@import/)
    })
  )

  it.effect("is read as it is written: items are taken when they are asked for", () =>
    Effect.gen(function* () {
      let taken = 0
      const item = itemOf(1, { prompt: "A cat" })
      const endless: Iterable<ItemRecord> = {
        *[Symbol.iterator]() {
          for (;;) {
            taken++
            yield item
          }
        }
      }
      for (const report of [Report.jsonl, Report.csv, Report.html]) {
        taken = 0
        const pieces = yield* report("cats").pipe(
          Stream.take(2_000),
          Stream.runCount,
          Effect.provide(batchesOf(summaryOf([item]), endless))
        )
        assert.strictEqual(pieces, 2_000)
        assert.isBelow(taken, 10_000)
      }
    })
  )
})
