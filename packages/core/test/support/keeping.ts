import * as Effect from "effect/Effect"
import type { Job, Keeper } from "@easel/core/Jobs"

interface Habits {
  /** What it takes to write a job down. */
  readonly accepted?: Effect.Effect<void> | undefined
  readonly keeps?: boolean | undefined
}

/** A keeper, with the jobs that it has written down and how often it was asked whether it keeps one. */
export const keeping = ({ accepted = Effect.void, keeps = false }: Habits = {}) => {
  const jobs: Array<Job> = []
  let asked = 0
  const keeper: Keeper = {
    accepted: (job) => Effect.map(accepted, () => void jobs.push(job)),
    keeps: Effect.sync(() => {
      asked++
      return keeps
    })
  }
  return { jobs, keeper, asked: () => asked }
}
