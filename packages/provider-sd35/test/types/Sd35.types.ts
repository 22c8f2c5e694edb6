/** Options and layers of the provider. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { ImageError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as NodeHttp from "@easel/node/NodeHttp"
import sd35, { Sd35 } from "@easel/provider-sd35"

/** Its options in a request. */
ImageModel.stream({ prompt: "a cat", providerOptions: { sd35: { randomizeSeed: true } } })
ImageModel.stream({ prompt: "a cat", providerOptions: { sd35: undefined } })
// @ts-expect-error -- no such option
ImageModel.stream({ prompt: "a cat", providerOptions: { sd35: { randomiseSeed: true } } })
// @ts-expect-error -- not a boolean
ImageModel.stream({ prompt: "a cat", providerOptions: { sd35: { randomizeSeed: "yes" } } })
// @ts-expect-error -- no such provider
ImageModel.stream({ prompt: "a cat", providerOptions: { sd36: { randomizeSeed: true } } })

/** Every way to its layer requires an HTTP client, and may find the configuration wrong. */
type Expected = Layer.Layer<ImageModel.ImageModel, ConfigError.ConfigError, HttpClient.HttpClient>
expectTypeOf(Sd35.layer()).toEqualTypeOf<Expected>()
expectTypeOf(Sd35.layer({ apiKey: Redacted.make("hf_…") })).toEqualTypeOf<Expected>()
expectTypeOf(Sd35.layerConfig({})).toEqualTypeOf<Expected>()
expectTypeOf(sd35.layer).toEqualTypeOf<Expected>()
expectTypeOf(Sd35.make()).toEqualTypeOf<
  Effect.Effect<ImageModel.Service, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope>
>()

const program = ImageModel.generate({ prompt: "a cat" }).pipe(Effect.provide(Sd35.layer()))
// @ts-expect-error -- the HTTP client is missing
void Effect.runPromise(program)
const complete = Effect.provide(program, NodeHttp.layer)
expectTypeOf<Effect.Effect.Context<typeof complete>>().toEqualTypeOf<never>()
expectTypeOf<Effect.Effect.Error<typeof complete>>().toEqualTypeOf<
  ImageError | ConfigError.ConfigError
>()
void Effect.runPromise(complete)

/** A layer's own requirement is not hidden by another one that is provided. */
// @ts-expect-error -- the HTTP client is missing
void Effect.runPromise(Layer.build(Sd35.layer()).pipe(Effect.scoped))

Sd35.layer({
  baseUrl: new URL("http://127.0.0.1:7860"),
  prefix: "",
  proxy: "http://127.0.0.1:3128",
  retries: 1,
  backoff: "1 second",
  idleTimeout: "1 minute",
  downloadTimeout: "1 minute",
  deadline: "5 minutes"
})
// @ts-expect-error -- no such setting
Sd35.layer({ timeout: "5 minutes" })
// @ts-expect-error -- a key is `Redacted`
Sd35.layer({ apiKey: "hf_…" })
// @ts-expect-error -- an address is a `URL`
Sd35.layer({ baseUrl: "http://127.0.0.1:7860" })
// @ts-expect-error -- the provider's own name is not an option
Sd35.layer({ provider: "mine" })

/** Each setting may come from the configuration, and none has to. */
Sd35.layerConfig({ apiKey: Config.redacted("KEY"), deadline: Config.duration("DEADLINE") })
// @ts-expect-error -- a key is `Redacted` there too
Sd35.layerConfig({ apiKey: Config.string("KEY") })
// @ts-expect-error -- no such setting
Sd35.layerConfig({ timeout: Config.duration("DEADLINE") })
// @ts-expect-error -- a value where a `Config` is due
Sd35.layerConfig({ retries: 2 })
