/** Options and layers of the provider. Compiled, never run. */
import { expectTypeOf } from "vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import sketch, { Sketch } from "@easel/provider-sketch"

// @ts-expect-error -- it has no options of its own
ImageModel.stream({ prompt: "a cat", providerOptions: { sketch: { grain: 1 } } })

/** It needs no connection and has nothing to configure. */
expectTypeOf(Sketch.layer).toEqualTypeOf<Layer.Layer<ImageModel.ImageModel>>()
expectTypeOf(sketch.layer).toEqualTypeOf<Layer.Layer<ImageModel.ImageModel>>()
expectTypeOf(Sketch.make()).toEqualTypeOf<ImageModel.Service>()

const program = ImageModel.generate({ prompt: "a cat" }).pipe(Effect.provide(sketch.layer))
expectTypeOf(program).toEqualTypeOf<Effect.Effect<ImageResponse, ImageError>>()
void Effect.runPromise(program)

/** It is a plugin like any other. */
ProviderRegistry.layer([sketch])
