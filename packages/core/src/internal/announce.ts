import type * as Effect from "effect/Effect"
import { attemptsOf, type ImageError } from "../ImageError.js"
import { Restarted } from "../ImageEvent.js"
import type { OnEvent } from "../ImageModel.js"
import type { ModelInfo } from "../ModelInfo.js"
import { outside } from "./Attempt.js"
import { nameOf } from "./nameOf.js"

/** The model that an error comes from, which may be one of a composition. */
const failedName = (error: ImageError, info: ModelInfo): string => {
  const { model, provider } = attemptsOf(error).at(-1) ?? error
  return provider === undefined || model === undefined ? nameOf(info) : `${provider}:${model}`
}

/** Says that the next model, or the same one again, starts over. */
export const announce = (
  listener: OnEvent,
  cause: ImageError,
  failed: ModelInfo,
  next: ModelInfo
): Effect.Effect<void> =>
  outside(
    listener(
      new Restarted(
        { from: failedName(cause, failed), to: nameOf(next), cause },
        { disableValidation: true }
      )
    )
  )
