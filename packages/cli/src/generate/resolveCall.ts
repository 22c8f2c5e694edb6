/** What one call would ask of the model; sends nothing. */
import { InvalidRequest } from "@easel/core/ImageError"
import type { ImageRequest } from "@easel/core/ImageRequest"
import type { Service } from "@easel/core/ImageModel"
import * as Effect from "effect/Effect"
import type { Call } from "./plan.js"

/** The request of one call. */
export const requestOf = (request: ImageRequest, { count, seed }: Call) => ({
  ...request,
  count,
  seed
})

/** Resolves the call; a refusal names the model. */
export const resolveCall = (model: Service, request: ImageRequest, call: Call) =>
  Effect.catchTag(model.resolve(requestOf(request, call)), "InvalidRequest", (error) =>
    Effect.fail(
      new InvalidRequest({ ...error, provider: model.info.provider, model: model.info.name })
    )
  )
