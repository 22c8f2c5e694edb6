/** What a provider of a Space writes. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as ConfigError from "effect/ConfigError"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ImageError } from "@easel/core/ImageError"
import type { Completed, Emit } from "@easel/core/ProviderEvent"
import { GradioSpace } from "@easel/provider-gradio"

const baseUrl = new URL("https://me-mine.hf.space")
declare const emit: Emit
declare const space: GradioSpace.GradioSpace

expectTypeOf(GradioSpace.make({ provider: "mine", baseUrl })).toEqualTypeOf<
  Effect.Effect<
    GradioSpace.GradioSpace,
    ConfigError.ConfigError,
    HttpClient.HttpClient | Scope.Scope
  >
>()
// @ts-expect-error -- errors must name somebody
GradioSpace.make({ baseUrl })
// @ts-expect-error -- no such setting
GradioSpace.make({ provider: "mine", baseUrl, space: "me/mine" })
// @ts-expect-error -- a token is `Redacted`
GradioSpace.make({ provider: "mine", baseUrl, token: "hf_…" })
// @ts-expect-error -- what an answer means is its own business
GradioSpace.make({ provider: "mine", baseUrl, explain: () => undefined })

expectTypeOf(space.generate({ api: "infer", data: ["a cat"] }, emit)).toEqualTypeOf<
  Effect.Effect<Completed, ImageError>
>()
// @ts-expect-error -- inputs are a list
space.generate({ api: "infer", data: { prompt: "a cat" } }, emit)
// @ts-expect-error -- the index of an output
space.generate({ api: "infer", data: ["a cat"], seedOutput: "seed" }, emit)
