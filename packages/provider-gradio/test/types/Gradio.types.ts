/** Options and layers of the provider. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as ConfigError from "effect/ConfigError"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as ImageModel from "@easel/core/ImageModel"
import plugin, { Gradio } from "@easel/provider-gradio"

/** Its options in a request: two of Easel's, and any input of the Space. */
ImageModel.stream({
  prompt: "a cat",
  providerOptions: { gradio: { space: "owner/name", api: "infer", style: "pencil" } }
})
// @ts-expect-error -- the name of a Space is a text
ImageModel.stream({ prompt: "a cat", providerOptions: { gradio: { space: 7 } } })

/** Every way to its layer requires an HTTP client, and may find the configuration wrong. */
type Expected = Layer.Layer<ImageModel.ImageModel, ConfigError.ConfigError, HttpClient.HttpClient>
expectTypeOf(Gradio.layer()).toEqualTypeOf<Expected>()
expectTypeOf(Gradio.layerConfig({})).toEqualTypeOf<Expected>()
expectTypeOf(plugin.layer).toEqualTypeOf<Expected>()
expectTypeOf(Gradio.make()).toEqualTypeOf<
  Effect.Effect<ImageModel.Service, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope>
>()

Gradio.layer({
  space: "owner/name",
  api: "infer",
  token: Redacted.make("hf_…"),
  hubUrl: new URL("https://huggingface.co"),
  deadline: "5 minutes"
})
// @ts-expect-error -- a Space is named, it is no base URL
Gradio.layer({ baseUrl: new URL("https://me-mine.hf.space") })
