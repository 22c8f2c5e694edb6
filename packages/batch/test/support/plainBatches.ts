/** Batches as plain data, for what only reads them. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Batches } from "@easel/batch/Batches"
import { BatchNotFound } from "@easel/batch/BatchError"
import type { ItemRecord } from "@easel/batch/BatchItem"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import { ImageRequest, type Input } from "@easel/core/ImageRequest"
import { Receipt } from "@easel/core/Receipt"

export const begin = new Date("2026-11-27T10:15:00Z")

/** One that has no picture; failed, but for the changes. */
export const withoutPicture = (
  number: number,
  input: Input,
  changes: Partial<ItemRecord> = {}
): ItemRecord => ({
  number,
  line: number + 1,
  name: String(number),
  request: new ImageRequest(input),
  state: "failed",
  try: 1,
  submissions: 1,
  pictures: [],
  warnings: [],
  ...changes
})

const receiptOf = ({ height = 512, prompt = "", seed, width = 512 }: Input) =>
  new Receipt({
    provider: "sketch",
    providerVersion: "0.1.0",
    model: "sketch",
    prompt,
    parameters: { width, height, count: 1 },
    seed: seed ?? "unknown",
    timings: { submitted: begin, finished: new Date(begin.getTime() + 400) },
    attempt: 1,
    cost: { amount: 0.04, currency: "USD" }
  })

/** An item of one picture that went well, but for the changes. */
export const itemOf = (
  number: number,
  input: Input,
  changes: Partial<ItemRecord> = {}
): ItemRecord =>
  withoutPicture(number, input, {
    state: "done",
    pictures: [
      {
        name: `${number}.png`,
        location: `/pictures/${number}.png`,
        mediaType: "image/png",
        bytes: 1234,
        sha256: "00",
        width: input.width ?? 512,
        height: input.height ?? 512
      }
    ],
    receipt: receiptOf(input),
    ...changes
  })

export const summaryOf = (
  items: ReadonlyArray<ItemRecord>,
  changes: Partial<BatchSummary> = {}
): BatchSummary => ({
  id: "cats",
  source: "cats.csv",
  state: "finished",
  settings: {
    models: ["sketch"],
    retries: 2,
    concurrency: 4,
    onUnknown: "ask",
    output: "/pictures",
    embedReceipt: true
  },
  created: begin,
  total: items.length,
  counts: Object.fromEntries(
    items.map(({ state }) => [state, items.filter((item) => item.state === state).length])
  ),
  submissions: items.reduce((sum, item) => sum + item.submissions, 0),
  costs: [],
  failures: [],
  models: [],
  started: begin,
  latest: new Date(begin.getTime() + 95_000),
  ...changes
})

const untouched = Effect.dieMessage("a report only reads")

/** One batch; its items as often as they are asked for. */
export const batchesOf = (
  summary: BatchSummary,
  items: Iterable<ItemRecord>
): Layer.Layer<Batches> => {
  const known = (id: string) =>
    id === summary.id ? Effect.void : new BatchNotFound({ id, near: [summary.id] })
  return Layer.succeed(Batches, {
    submit: () => untouched,
    get: (id) => Effect.as(known(id), summary),
    list: Effect.succeed([summary]),
    select: () => Effect.succeed([summary]),
    ids: () => Effect.succeed([summary.id]),
    watch: (id) => Stream.as(Stream.fromEffect(known(id)), summary),
    items: (id) => Stream.unwrap(Effect.as(known(id), Stream.fromIterable(items))),
    resume: () => untouched,
    cancel: () => untouched,
    retry: () => untouched
  })
}
