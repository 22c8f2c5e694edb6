/** Options and layers of the provider. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as ImageModel from "@easel/core/ImageModel"
import imagelabs, { ImageLabs } from "@easel/provider-imagelabs"

/** Its options in a request. */
ImageModel.stream({
  prompt: "a cat",
  providerOptions: { imagelabs: { subseed: "12345678901234567890", tiling: true } }
})
ImageModel.stream({ prompt: "a cat", providerOptions: { imagelabs: { subseed: 7 } } })
// @ts-expect-error -- no such option
ImageModel.stream({ prompt: "a cat", providerOptions: { imagelabs: { attention: 1 } } })
// @ts-expect-error -- not a boolean
ImageModel.stream({ prompt: "a cat", providerOptions: { imagelabs: { tiling: "yes" } } })

/** Every way to its layer requires an HTTP client, and may find the configuration wrong. */
type Expected = Layer.Layer<ImageModel.ImageModel, ConfigError.ConfigError, HttpClient.HttpClient>
expectTypeOf(ImageLabs.layer()).toEqualTypeOf<Expected>()
expectTypeOf(ImageLabs.layerConfig({})).toEqualTypeOf<Expected>()
expectTypeOf(imagelabs.layer).toEqualTypeOf<Expected>()
expectTypeOf(ImageLabs.make()).toEqualTypeOf<
  Effect.Effect<ImageModel.Service, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope>
>()
const program = ImageModel.generate({ prompt: "a cat" }).pipe(Effect.provide(ImageLabs.layer()))
// @ts-expect-error -- the HTTP client is missing
void Effect.runPromise(program)

const cookie = Redacted.make("session=…")
const userAgent = Redacted.make("Mozilla/5.0")
ImageLabs.layer({ browser: { cookie, userAgent }, pollInterval: "2 seconds" })
// @ts-expect-error -- cookie and user agent belong together
ImageLabs.layer({ browser: { cookie } })
// @ts-expect-error -- a cookie is `Redacted`
ImageLabs.layer({ browser: { cookie: "session=…", userAgent } })
// @ts-expect-error -- no such setting
ImageLabs.layer({ interval: "2 seconds" })

const browser = { cookie: Config.redacted("COOKIE"), userAgent: Config.redacted("AGENT") }
ImageLabs.layerConfig({ browser, pollInterval: Config.duration("INTERVAL") })
// @ts-expect-error -- cookie and user agent belong together
ImageLabs.layerConfig({ browser: { cookie: browser.cookie } })
// @ts-expect-error -- a time
ImageLabs.layerConfig({ pollInterval: Config.boolean("INTERVAL") })
