/**
 * Policies: functions from an image model to an image model, so that they compose.
 *
 * ```ts
 * const patient = pipe(model, Policy.concurrency(2), Policy.retry())
 * const layer = Policy.layer(Policy.retry()).pipe(Layer.provide(sd35.layer))
 * ```
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { ImageModel, type Service } from "./ImageModel.js"

/** Wraps a model. What the policy keeps, such as a limit, is shared by all models it wraps. */
export type Policy = (model: Service) => Service

/** A policy as a layer over the layer of a model; a policy that must be made is made once. */
export function layer(policy: Policy): Layer.Layer<ImageModel, never, ImageModel>
export function layer<E, R>(
  policy: Effect.Effect<Policy, E, R>
): Layer.Layer<ImageModel, E, ImageModel | Exclude<R, Scope.Scope>>
export function layer<E, R>(
  policy: Policy | Effect.Effect<Policy, E, R>
): Layer.Layer<ImageModel, E, ImageModel | Exclude<R, Scope.Scope>> {
  return Layer.scoped(
    ImageModel,
    Effect.isEffect(policy)
      ? Effect.zipWith(ImageModel, policy, (model, wrap) => wrap(model))
      : Effect.map(ImageModel, policy)
  )
}

export { type CacheOptions, cache } from "./policy/cache.js"
export { type CircuitBreakerOptions, circuitBreaker } from "./policy/circuitBreaker.js"
export { concurrency } from "./policy/concurrency.js"
export { fallback, type FallbackOptions } from "./policy/fallback.js"
export { hedge, type HedgeOptions } from "./policy/hedge.js"
export { rateLimit } from "./policy/rateLimit.js"
export { retry, type RetryOptions } from "./policy/retry.js"
