/** Policies as functions and as layers. Compiled, never run. */
import { expectTypeOf } from "vitest"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as ImageModel from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"

declare const policy: Policy.Policy
declare const model: ImageModel.Service

expectTypeOf(pipe(model, policy, policy)).toEqualTypeOf<ImageModel.Service>()

/** A layer over a model's layer: it takes a model and gives one. */
expectTypeOf(Policy.layer(policy)).toEqualTypeOf<
  Layer.Layer<ImageModel.ImageModel, never, ImageModel.ImageModel>
>()

/** What making the policy needs and may fail with is the layer's; its scope is the layer's own. */
class Store extends Context.Tag("Store")<Store, { readonly path: string }>() {}
declare const made: Effect.Effect<Policy.Policy, ConfigError.ConfigError, Store | Scope.Scope>
expectTypeOf(Policy.layer(made)).toEqualTypeOf<
  Layer.Layer<ImageModel.ImageModel, ConfigError.ConfigError, ImageModel.ImageModel | Store>
>()

/** Over a model that needs nothing, nothing is left to need. */
declare const embedded: Layer.Layer<ImageModel.ImageModel>
expectTypeOf(Policy.layer(policy).pipe(Layer.provide(embedded))).toEqualTypeOf<
  Layer.Layer<ImageModel.ImageModel>
>()

// @ts-expect-error -- no policy
Policy.layer(() => "a model")
// @ts-expect-error -- a model that forgets a part of what a model is
Policy.layer((inner) => ({ info: inner.info, generate: inner.generate }))
// @ts-expect-error -- an Effect of something else
Policy.layer(Effect.succeed(1))

/** A policy that wraps `generate` alone gets its stream from it. */
const loud: Policy.Policy = (inner) =>
  ImageModel.fromGenerate({
    ...inner,
    generate: (request, onEvent) => Effect.tap(inner.generate(request, onEvent), Effect.log)
  })
expectTypeOf(loud).toEqualTypeOf<Policy.Policy>()
