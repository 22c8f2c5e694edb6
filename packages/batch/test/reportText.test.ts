import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { OutcomeUnknown, OutputError, WorkflowDefect } from "@easel/batch/BatchError"
import { ItemRecord } from "@easel/batch/BatchItem"
import * as Report from "@easel/batch/Report"
import {
  AllAttemptsFailed,
  GenerationTimeout,
  InvalidRequest,
  ResponseError
} from "@easel/core/ImageError"
import { batchesOf, begin, itemOf, summaryOf, withoutPicture } from "./support/plainBatches.js"

const quota = ResponseError.of({ reason: "Quota", message: 'no "credit"\nleft', provider: "fal" })

const items: ReadonlyArray<ItemRecord> = [
  itemOf(1, { prompt: "A cat, wearing a hat", width: 640, height: 384, seed: 7 }),
  itemOf(2, { prompt: "猫", seed: 8 }, { name: "cats/2", state: "done" }),
  withoutPicture(3, { prompt: '=HYPERLINK("http://x")', seed: 9 }, { error: quota, try: 2 }),
  withoutPicture(
    4,
    { messages: [{ content: "A dog" }], model: "flux" },
    {
      state: "unknown",
      error: new OutcomeUnknown({ jobId: "j4", detail: "nobody knows" }),
      job: { provider: "fal", model: "flux", jobId: "j4", submitted: begin }
    }
  ),
  withoutPicture(5, { prompt: "later" }, { state: "pending", try: 1, submissions: 0 })
]

const decode = Schema.decode(Schema.parseJson(ItemRecord))

const whole = (report: Report.Report, of: ReadonlyArray<ItemRecord> = items) =>
  report.pipe(Stream.mkString, Effect.provide(batchesOf(summaryOf(of), of)))

/** A reader of its own, as RFC 4180 has it. */
const parseCsv = (text: string): ReadonlyArray<ReadonlyArray<string>> => {
  const rows: Array<Array<string>> = []
  for (const line of text.match(/(?:"(?:[^"]|"")*"|[^"\r])*\r\n/g) ?? []) {
    const cells = line.slice(0, -2).match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^",]*)(?=,|$)/g) ?? []
    rows.push(cells.map((cell) => cell.replace(/^"|"$/g, "").replaceAll('""', '"')))
  }
  return rows
}

const cellsOf = (rows: ReadonlyArray<ReadonlyArray<string>>) => {
  const [names = [], ...others] = rows
  return others.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])))
}

describe("Report.jsonl", () => {
  it.effect("has a record a line, which comes back as it was", () =>
    Effect.gen(function* () {
      const errors = [
        quota,
        new OutputError({ location: "/x", reason: "Full", detail: "full" }),
        new WorkflowDefect({ detail: "oh" }),
        new GenerationTimeout({ deadline: "Total", duration: Duration.minutes(10) })
      ]
      const all = [...items, ...errors.map((error, at) => withoutPicture(6 + at, {}, { error }))]
      const lines = (yield* whole(Report.jsonl("cats"), all)).split("\n")
      assert.strictEqual(lines.pop(), "")
      const decoded = yield* Effect.forEach(lines, (line) => decode(line))
      assert.deepStrictEqual(decoded, all)
    })
  )

  it.effect("fails for a batch that is not there", () =>
    Effect.gen(function* () {
      for (const report of [Report.jsonl, Report.csv, Report.html]) {
        const error = yield* Effect.flip(whole(report("dogs")))
        assert.strictEqual(error._tag, "BatchNotFound")
      }
    })
  )
})

describe("Report.csv", () => {
  it.effect("has columns for people", () =>
    Effect.gen(function* () {
      const text = yield* whole(Report.csv("cats"))
      assert.strictEqual(
        text.slice(0, text.indexOf("\r\n")),
        "number,line,name,state,try,submissions,prompt,provider,model,seed,width,height,cost,currency,job,file,error_reason,error_message"
      )
      const [first, second, , fourth, fifth] = cellsOf(parseCsv(text))
      assert.deepInclude(first, {
        number: "1",
        line: "2",
        state: "done",
        prompt: "A cat, wearing a hat",
        provider: "sketch",
        seed: "7",
        width: "640",
        height: "384",
        cost: "0.04",
        currency: "USD",
        file: "/pictures/1.png",
        error_reason: "",
        error_message: ""
      })
      assert.strictEqual(second?.["prompt"], "猫")
      assert.deepInclude(fourth, {
        state: "unknown",
        prompt: "A dog",
        provider: "fal",
        model: "flux",
        job: "j4",
        seed: "",
        error_reason: "OutcomeUnknown",
        error_message: "nobody knows"
      })
      assert.deepInclude(fifth, { state: "pending", submissions: "0", file: "" })
    })
  )

  it.effect("quotes what must be, and lets no spreadsheet run a prompt", () =>
    Effect.gen(function* () {
      const text = yield* whole(Report.csv("cats"))
      const third = cellsOf(parseCsv(text))[2]
      assert.strictEqual(third?.["prompt"], `'=HYPERLINK("http://x")`)
      assert.strictEqual(third?.["error_message"], 'no "credit"\nleft')
      assert.strictEqual(third?.["error_reason"], "ResponseError Quota")
      const starts = ["=1", "+1", "-1", "@a", "\ta", "\ra", "＝1"]
      const hostile = starts.map((prompt, at) => withoutPicture(at + 1, { prompt }, {}))
      const rows = cellsOf(parseCsv(yield* whole(Report.csv("cats"), hostile)))
      assert.deepStrictEqual(
        rows.map((row) => row["prompt"]),
        starts.map((start) => `'${start}`)
      )
    })
  )

  it.effect("names reasons so that they can be counted", () =>
    Effect.gen(function* () {
      const errors = [
        new InvalidRequest({ option: "width", reason: "is too large" }),
        new GenerationTimeout({ deadline: "Idle", duration: Duration.seconds(5) }),
        AllAttemptsFailed.of([quota, quota]),
        new OutputError({ location: "/x", reason: "Denied", detail: "no" })
      ]
      const failed = errors.map((error, at) => withoutPicture(at + 1, {}, { error }))
      const rows = cellsOf(parseCsv(yield* whole(Report.csv("cats"), failed)))
      assert.deepStrictEqual(
        rows.map((row) => row["error_reason"]),
        [
          "InvalidRequest width",
          "GenerationTimeout Idle",
          "ResponseError Quota",
          "OutputError Denied"
        ]
      )
    })
  )
})
