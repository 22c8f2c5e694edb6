/** A long batch by the built command line, in a process of its own whose memory is watched. */
import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { BatchSummary } from "@easel/batch/BatchSummary"
import { finished, start } from "../../../cli/test/easel.js"
import { amount } from "./chance.js"
import { folder } from "./folders.js"
import { timed } from "./killing.js"
import { batchesOf, checkPictures, itemsOf, promptOf } from "./orders.js"
import { watched } from "./residentMemory.js"

export const items = amount("EASEL_TEST_ITEMS", 10_000)

const Ended = Schema.parseJson(
  Schema.Struct({ _tag: Schema.Literal("BatchEnded"), ...BatchSummary.fields })
)

const isEnd = (line: string): boolean => line.startsWith(`{"_tag":"BatchEnded"`)

const writeLines = (path: string) =>
  Effect.promise(() => {
    const lines = Array.from({ length: items }, (_, index) => {
      const number = index + 1
      const name = `set-${number % 97}/picture-${number}`
      return `${JSON.stringify({ prompt: promptOf(number), name, seed: number })}\n`
    })
    return pipeline(Readable.from(lines), createWriteStream(path))
  })

export interface LongRun {
  readonly provider: string
  readonly env?: Readonly<Record<string, string>>
  /** Both sides of the pictures, in pixels. */
  readonly side: number
  readonly concurrency: number
}

/** Gives how it ended, by its own words and by the rows, which agree. */
export const longRun = ({ concurrency, env, provider, side }: LongRun) =>
  Effect.gen(function* () {
    const cwd = yield* folder
    yield* writeLines(join(cwd, "items.jsonl"))
    const flags = ["--width", side, "--height", side, "--concurrency", concurrency].map(String)
    const child = start(["batch", "run", "items.jsonl", "-p", provider, ...flags, "--json"], {
      cwd,
      env
    })
    yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
    const { millis, value } = yield* timed(watched(child.pid ?? 0, finished(child)))
    const { memory, value: run } = value
    const end = yield* Schema.decodeUnknown(Ended)(run.lines.find(isEnd) ?? run.stderr)
    const records = yield* Effect.flatMap(batchesOf(join(cwd, ".easel", "batches.db")), (batches) =>
      itemsOf(batches, end.id)
    )
    const [first, middle, last] = memory.thirds.map(Math.round)
    console.log(
      `${provider}: ${items} items in ${(millis / 1000).toFixed(1)} s, ${((items / millis) * 1000).toFixed(1)}/s;`,
      `resident: peak ${Math.round(memory.peak)} MiB, thirds ${first}, ${middle}, ${last} MiB`,
      `(${memory.samples} samples);`,
      end.counts
    )
    assert.strictEqual(end.state, "finished")
    assert.strictEqual(end.total, items)
    assert.deepStrictEqual(
      records.map(({ number }) => number),
      Array.from({ length: items }, (_, index) => index + 1)
    )
    const counts = new Map<string, number>()
    for (const { state } of records) counts.set(state, (counts.get(state) ?? 0) + 1)
    assert.deepStrictEqual(end.counts, Object.fromEntries(counts))
    assert.strictEqual(
      end.submissions,
      records.reduce((sum, { submissions }) => sum + submissions, 0)
    )
    yield* checkPictures(records, join(cwd, "items"))
    return { end, memory, records, run }
  })
