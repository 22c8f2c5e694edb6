/**
 * Jobs that outlive a connection, or a program: who keeps them hears of each as soon as a service
 * has accepted it, and attaches to it again later with `attach` of its model.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A red fox" }).pipe(
 *   Jobs.keep({ accepted: (job) => write(job), keeps: Effect.succeed(true) })
 * )
 * // After the program was started again, with the model that the job names:
 * const response = model.attach?.(job, { prompt: "A red fox" })
 * ```
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { currentKeeper } from "./internal/Keeping.js"

/** A job that a service has accepted. Survives JSON. */
export const Job = Schema.Struct({
  /** Id of the provider, such as `"fal"`. */
  provider: Schema.NonEmptyString,
  /** Full name of the model. */
  model: Schema.NonEmptyString,
  /** The service's id of the job. */
  jobId: Schema.NonEmptyString,
  /** When the request left, as ISO 8601 in JSON. */
  submitted: Schema.DateFromString
})
export type Job = typeof Job.Type

/** Who keeps the jobs of a generation. */
export interface Keeper {
  /**
   * Runs as soon as a service has accepted a job; the provider goes on when it is done, so a job id
   * that was written to disk here is never lost. It is not interrupted. When it dies, the generation
   * ends with its defect, and the job is cancelled. A service that gives a job another id is told of
   * as another job: the last one counts.
   */
  readonly accepted: (job: Job) => Effect.Effect<void>
  /**
   * Asked when the caller gives up on an accepted job that its model could cancel and attach to:
   * true leaves the job running at the service, to be attached to later; false cancels it as usual.
   * A job that ran out of time, and one that a policy gives up because another model was faster, is
   * cancelled without asking.
   */
  readonly keeps: Effect.Effect<boolean>
}

/**
 * Generations within the effect tell their jobs to the keeper; whatever policies lie between. What
 * a provider or a listener asks of another model is no job of the caller's and is not told.
 */
export const keep =
  (keeper: Keeper) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.locally(effect, currentKeeper, keeper)
