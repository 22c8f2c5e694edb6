/** A batch half way through, for tests of what is said about it. */
import type { BatchSummary } from "@easel/batch/BatchSummary"
import { defaults } from "@easel/batch/BatchSettings"

export const summary = (changes: Partial<BatchSummary> = {}): BatchSummary => ({
  id: "cats-1f3a9c02",
  source: "cats.csv",
  state: "active",
  settings: { ...defaults, models: ["sd35:sd-3.5", "sketch:sketch"], output: "/pictures/cats" },
  created: new Date("2026-11-20T10:00:00Z"),
  total: 5000,
  counts: { pending: 3793, accepted: 3, made: 1, done: 1190, failed: 12, unknown: 1 },
  submissions: 1210,
  costs: [{ amount: 1.25, currency: "USD" }],
  failures: [
    { reason: "ResponseError Moderated", count: 9, example: "refused\u001b[2J by\nthe filter" },
    { reason: "TransportError Cut", count: 3, example: "socket hang up" }
  ],
  models: [
    { provider: "sd35", model: "sd-3.5", running: 3, done: 900 },
    { provider: "sketch", model: "sketch", running: 1, done: 290 }
  ],
  started: new Date("2026-11-20T10:00:00Z"),
  latest: new Date("2026-11-20T10:30:00Z"),
  ...changes
})

/** Every item is done. */
export const finished = summary({
  state: "finished",
  counts: { done: 5000 },
  failures: [],
  models: [{ provider: "sd35", model: "sd-3.5", running: 0, done: 5000 }]
})
