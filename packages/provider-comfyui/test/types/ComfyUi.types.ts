/** Options and layers of the provider. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as ConfigError from "effect/ConfigError"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as ImageModel from "@easel/core/ImageModel"
import plugin, { ComfyUi } from "@easel/provider-comfyui"

/** Its options in a request. */
ImageModel.stream({
  prompt: "a cat",
  providerOptions: { comfyui: { inputs: { prompt: "6.text" } } }
})
// @ts-expect-error -- no such option
ImageModel.stream({ prompt: "a cat", providerOptions: { comfyui: { sampeler: "euler" } } })

/** Every way to its layer requires an HTTP client, and may find the configuration wrong. */
type Expected = Layer.Layer<ImageModel.ImageModel, ConfigError.ConfigError, HttpClient.HttpClient>
expectTypeOf(ComfyUi.layer()).toEqualTypeOf<Expected>()
expectTypeOf(ComfyUi.layerConfig({})).toEqualTypeOf<Expected>()
expectTypeOf(plugin.layer).toEqualTypeOf<Expected>()
expectTypeOf(ComfyUi.make()).toEqualTypeOf<
  Effect.Effect<ImageModel.Service, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope>
>()

ComfyUi.layer({
  baseUrl: new URL("http://127.0.0.1:7860"),
  token: Redacted.make("token"),
  checkpoint: "sd_xl_base_1.0.safetensors",
  pollInterval: "1 second",
  deadline: "5 minutes"
})
// @ts-expect-error -- no such setting
ComfyUi.layer({ timeout: "5 minutes" })
