/** The client and the service of generations, as a program sees them. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import type * as ImageModel from "@easel/core/ImageModel"
import type { Dispatcher } from "@easel/server/Dispatcher"
import * as GatewayClient from "@easel/server/GatewayClient"
import * as Generations from "@easel/server/Generations"
import type { PictureLinks } from "@easel/server/PictureLinks"
import type { PictureStore } from "@easel/server/PictureStore"
import type { ProviderSummary } from "@easel/server/ProviderSummary"

type Client = GatewayClient.GatewayClient
type Error = GatewayClient.ClientError

/** It needs an HTTP client and can't fail to be made. */
expectTypeOf(
  GatewayClient.make({ url: new URL("http://127.0.0.1"), key: Redacted.make("key") })
).toEqualTypeOf<Effect.Effect<Client, never, HttpClient.HttpClient>>()
// @ts-expect-error -- a key is redacted
GatewayClient.make({ url: new URL("http://127.0.0.1"), key: "key" })
// @ts-expect-error -- an address is a URL
GatewayClient.make({ url: "http://127.0.0.1" })

/** What is done needs nothing more, and fails with errors that have names. */
expectTypeOf<Client["providers"]>().toEqualTypeOf<
  Effect.Effect<ReadonlyArray<ProviderSummary>, Error>
>()
expectTypeOf<ReturnType<Client["stream"]>>().toEqualTypeOf<Stream.Stream<ImageEvent, Error>>()
expectTypeOf<ReturnType<Client["generate"]>>().toEqualTypeOf<Effect.Effect<ImageResponse, Error>>()
expectTypeOf<ReturnType<Client["load"]>>().toEqualTypeOf<Effect.Effect<ImageAsset, Error>>()
expectTypeOf<ReturnType<Client["model"]>>().toEqualTypeOf<
  Effect.Effect<ImageModel.Service, Error>
>()
expectTypeOf<Error["_tag"]>().extract<"InvalidRequest">().toEqualTypeOf<"InvalidRequest">()
expectTypeOf<Error["_tag"]>().extract<"TooManyRequests">().toEqualTypeOf<"TooManyRequests">()
expectTypeOf<Error["_tag"]>().extract<"CancelledElsewhere">().toEqualTypeOf<"CancelledElsewhere">()
expectTypeOf<Error["_tag"]>().extract<"RequestError" | "ParseError">().toEqualTypeOf<never>()

declare const client: Client
client.stream({ prompt: "a cat", width: 64, providerOptions: { sd35: { randomizeSeed: true } } })
// @ts-expect-error -- no such field
client.stream({ prompt: "a cat", widht: 64 })

/** The generations of a gateway stand on its dispatcher and its pictures. */
expectTypeOf(Generations.layer()).toEqualTypeOf<
  Layer.Layer<Generations.Generations, never, Dispatcher | PictureStore | PictureLinks>
>()
