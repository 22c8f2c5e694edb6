/** One row of `easel_batches` with the sums of its items, and the summary that they make. */
import { groupBy } from "effect/Array"
import * as Schema from "effect/Schema"
import { BatchSettings } from "../BatchSettings.js"
import { BatchState, type BatchSummary } from "../BatchSummary.js"
import { hasEnded, ItemState } from "../BatchItem.js"

/** Goes into commands and names of files. */
export const BatchName = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, {
    message: () =>
      "expected letters, digits, dots, underscores and hyphens, a letter or digit first, 200 at most"
  })
)

export const BatchRow = Schema.Struct({
  id: BatchName,
  source: Schema.String,
  settings: Schema.parseJson(BatchSettings),
  state: BatchState,
  reason: Schema.NullOr(Schema.String),
  created: Schema.DateFromString,
  total: Schema.Int
})
export type BatchRow = typeof BatchRow.Type

/** Counts come as text from PostgreSQL, whose integers are wider than ours. */
const Total = Schema.transform(Schema.Union(Schema.Number, Schema.String), Schema.Number, {
  strict: true,
  decode: Number,
  encode: (total) => total
})

/** Items that have these in common. */
export const Sum = Schema.Struct({
  batch: Schema.String,
  state: ItemState,
  provider: Schema.NullOr(Schema.String),
  model: Schema.NullOr(Schema.String),
  currency: Schema.NullOr(Schema.String),
  items: Total,
  cost: Schema.NullOr(Total),
  submissions: Total,
  started: Schema.NullOr(Schema.DateFromString),
  lastStarted: Schema.NullOr(Schema.DateFromString),
  latest: Schema.NullOr(Schema.DateFromString)
})
export type Sum = typeof Sum.Type

export const FailureRow = Schema.Struct({
  batch: Schema.String,
  reason: Schema.String,
  count: Total,
  example: Schema.String
})
export type FailureRow = typeof FailureRow.Type

const addTo = <K>(totals: Map<K, number>, key: K, value: number): void => {
  totals.set(key, (totals.get(key) ?? 0) + value)
}

const countsOf = (sums: ReadonlyArray<Sum>): BatchSummary["counts"] => {
  const counts = new Map<ItemState, number>()
  for (const { items, state } of sums) addTo(counts, state, items)
  return Object.fromEntries(counts)
}

const costsOf = (sums: ReadonlyArray<Sum>): BatchSummary["costs"] => {
  const costs = new Map<string, number>()
  for (const { cost, currency } of sums) {
    if (currency !== null && cost !== null) addTo(costs, currency, cost)
  }
  return Array.from(costs, ([currency, amount]) => ({ amount, currency }))
}

const modelsOf = (sums: ReadonlyArray<Sum>): BatchSummary["models"] => {
  const models = new Map<string, BatchSummary["models"][number]>()
  for (const { items, model, provider, state } of sums) {
    if (provider === null || model === null) continue
    const key = `${provider}:${model}`
    const { done, running } = models.get(key) ?? { done: 0, running: 0 }
    models.set(key, {
      provider,
      model,
      running: running + (hasEnded({ state }) || state === "pending" ? 0 : items),
      done: done + (state === "done" ? items : 0)
    })
  }
  return [...models.values()]
}

const times = (dates: ReadonlyArray<Date | null>): ReadonlyArray<number> =>
  dates.flatMap((date) => (date === null ? [] : [date.getTime()]))

const dateOf = (all: ReadonlyArray<number>, pick: (...all: ReadonlyArray<number>) => number) =>
  all.length === 0 ? undefined : new Date(pick(...all))

export const toSummary = (
  { reason, ...row }: BatchRow,
  sums: ReadonlyArray<Sum>,
  failures: ReadonlyArray<FailureRow>
): BatchSummary => ({
  ...row,
  reason: reason ?? undefined,
  counts: countsOf(sums),
  submissions: sums.reduce((all, { submissions }) => all + submissions, 0),
  costs: costsOf(sums),
  failures: failures.map(({ batch: _batch, ...failure }) => failure),
  models: modelsOf(sums),
  started: dateOf(times(sums.map(({ started }) => started)), Math.min),
  lastStarted: dateOf(times(sums.map(({ lastStarted }) => lastStarted)), Math.max),
  latest: dateOf(times(sums.map(({ latest }) => latest)), Math.max)
})

const byBatch = <A extends { readonly batch: string }>(all: ReadonlyArray<A>) => {
  const groups = groupBy(all, ({ batch }) => batch)
  return (id: string): ReadonlyArray<A> => groups[id] ?? []
}

/** Of several batches, whose sums and failures come in any order. */
export const toSummaries = (
  rows: ReadonlyArray<BatchRow>,
  sums: ReadonlyArray<Sum>,
  failures: ReadonlyArray<FailureRow>
): ReadonlyArray<BatchSummary> => {
  const sumsOf = byBatch(sums)
  const failuresOf = byBatch(failures)
  return rows.map((row) => toSummary(row, sumsOf(row.id), failuresOf(row.id)))
}
