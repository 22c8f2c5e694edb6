import * as Duration from "effect/Duration"
import type { ImageError } from "../ImageError.js"
import { fromGenerate, type Service } from "../ImageModel.js"
import type { Policy } from "../Policy.js"
import { startRun } from "../internal/Attempt.js"
import { Composition } from "../internal/Composition.js"
import { race } from "../internal/Race.js"
import { logChanges } from "../internal/logChanges.js"
import { mayAskAnother } from "../internal/mayAskAnother.js"

export interface HedgeOptions {
  /** How long a model may take to its first preview, or response, before the next one is started. */
  readonly after: Duration.DurationInput
  /** After which failures the next model is started. Default: all but `Moderated`. */
  readonly when?: ((error: ImageError) => boolean) | undefined
}

/**
 * Starts the next model when no preview, nor response, came in time, or when one has failed; the
 * first response wins. The losers are interrupted, which cancels their jobs where the service can,
 * and the response waits for that (at most 5 seconds). A loser's job may have to be paid.
 *
 * The listener hears one model: the first one that shows a preview, before that the first one that
 * was started. When another one comes first or the heard one fails, there is a `Restarted`.
 */
export const hedge =
  (others: ReadonlyArray<Service>, options: HedgeOptions): Policy =>
  (model) => {
    const after = Duration.decode(options.after)
    const { when = mayAskAnother } = options
    const composition = new Composition(model, others)
    return fromGenerate({
      info: model.info,
      members: composition.members,
      resolve: (request) => composition.resolve(request),
      load: (image) => composition.load(image),
      generate: (request, onEvent = logChanges) =>
        startRun((run) => race({ composition, request, listener: onEvent, run, after, when }))
    })
  }
