/** Options and layers of the provider. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as ConfigError from "effect/ConfigError"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as ImageModel from "@easel/core/ImageModel"
import plugin, { SdApi } from "@easel/provider-sdapi"

/** Its options in a request. */
ImageModel.stream({ prompt: "a cat", providerOptions: { sdapi: { sampler: "Euler" } } })
// @ts-expect-error -- no such option
ImageModel.stream({ prompt: "a cat", providerOptions: { sdapi: { sampeler: "Euler" } } })

/** Every way to its layer requires an HTTP client, and may find the configuration wrong. */
type Expected = Layer.Layer<ImageModel.ImageModel, ConfigError.ConfigError, HttpClient.HttpClient>
expectTypeOf(SdApi.layer()).toEqualTypeOf<Expected>()
expectTypeOf(SdApi.layerConfig({})).toEqualTypeOf<Expected>()
expectTypeOf(plugin.layer).toEqualTypeOf<Expected>()
expectTypeOf(SdApi.make()).toEqualTypeOf<
  Effect.Effect<ImageModel.Service, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope>
>()

SdApi.layer({
  baseUrl: new URL("http://127.0.0.1:7860"),
  user: "ann",
  password: Redacted.make("password"),
  pollInterval: "1 second",
  deadline: "5 minutes"
})
// @ts-expect-error -- no such setting
SdApi.layer({ timeout: "5 minutes" })
