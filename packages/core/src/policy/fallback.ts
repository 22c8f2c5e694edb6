import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import { type ImageError, isRefusal } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import { fromGenerate, type Service } from "../ImageModel.js"
import type { Policy } from "../Policy.js"
import { startRun } from "../internal/Attempt.js"
import { Composition } from "../internal/Composition.js"
import { logChanges } from "../internal/logChanges.js"
import { mayAskAnother } from "../internal/mayAskAnother.js"
import { announce } from "../internal/announce.js"
import { type Causes, sumOfCauses } from "../internal/sumOfCauses.js"

export interface FallbackOptions {
  /**
   * After which failures the next model is asked. Default: all but `Moderated`. A model that can't
   * do the request is passed over whatever this says.
   */
  readonly when?: ((error: ImageError) => boolean) | undefined
}

/**
 * Asks the other models in order when the one before has failed or can't do the request. Each move
 * to another model is announced by a `Restarted`: a preview is no commitment. When all have failed,
 * the error is an `AllAttemptsFailed` with every cause; when none can do the request, it is the
 * first one's refusal.
 */
export const fallback =
  (others: ReadonlyArray<Service>, options: FallbackOptions = {}): Policy =>
  (model) => {
    const { when = mayAskAnother } = options
    const composition = new Composition(model, others)
    return fromGenerate({
      info: model.info,
      members: composition.members,
      resolve: (request) => composition.resolve(request),
      load: (image) => composition.load(image),
      generate: (request, onEvent = logChanges) =>
        startRun((run) => {
          const ask = (
            candidate: Service,
            index: number,
            before: ReadonlyArray<ImageError>
          ): Effect.Effect<ImageResponse, ImageError> =>
            Effect.catchAll(run.attempt(composition.ask(candidate, request, onEvent)), (error) => {
              const causes = Array.append(before, error)
              return isRefusal(error) || when(error)
                ? goOn(candidate, error, index, causes)
                : Effect.fail(sumOfCauses(causes))
            })
          /** Asks the first of the models from an index on that can do the request. */
          const goOn = (
            failed: Service,
            cause: ImageError,
            index: number,
            causes: Causes
          ): Effect.Effect<ImageResponse, ImageError> => {
            const next = others[index]
            if (next === undefined) return Effect.fail(sumOfCauses(causes))
            return Effect.matchEffect(next.resolve(composition.requestFor(next, request)), {
              onFailure: (refusal) => goOn(failed, cause, index + 1, Array.append(causes, refusal)),
              onSuccess: () =>
                Effect.zipRight(
                  announce(onEvent, cause, failed.info, next.info),
                  ask(next, index + 1, causes)
                )
            })
          }
          return ask(model, 0, [])
        })
    })
  }
