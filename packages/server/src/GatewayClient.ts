/**
 * An Easel gateway as a program of Effect sees it. It stands on `HttpClient` alone and runs in
 * browsers too.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const gateway = yield* GatewayClient.make({ url: new URL("http://127.0.0.1:8080") })
 *   const { images } = yield* gateway.generate({ prompt: "A cat wearing a hat" })
 *   return yield* gateway.load(images[0])
 * })
 * ```
 */
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import type { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import type * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import { ResponseParseError } from "@easel/core/ImageError"
import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { clean } from "@easel/core/ServiceClient"
import { Api } from "./Api.js"
import type { GatewayError } from "./GatewayError.js"
import { GenerationSummary } from "./GenerationSummary.js"
import * as Connection from "./internal/client/Connection.js"
import { CancelledElsewhere, type ClientError } from "./internal/client/ClientError.js"
import { findModel } from "./internal/client/findModel.js"
import { followGeneration } from "./internal/client/followGeneration.js"
import { imageEvents, type OnCreated } from "./internal/client/imageEvents.js"
import { loadPicture } from "./internal/client/loadPicture.js"
import { remoteModel } from "./internal/client/remoteModel.js"
import { bodyOf } from "./internal/generations/requestBody.js"
import type { ProviderSummary } from "./ProviderSummary.js"

export { CancelledElsewhere, type ClientError }

export interface Options {
  /** Where the gateway is, with the path under which it is mounted, if any. */
  readonly url: URL
  readonly key?: Redacted.Redacted | undefined
  /**
   * When the connection of a generation breaks, so many others in a row may break without an event
   * before the stream fails. Default 6.
   */
  readonly retries?: number | undefined
  /** Before the first of them, doubled after each. Default 250 ms. */
  readonly backoff?: Duration.DurationInput | undefined
}

export interface GatewayClient {
  readonly providers: Effect.Effect<ReadonlyArray<ProviderSummary>, ClientError>
  readonly generations: {
    /** The key's own, newest first. */
    readonly list: Effect.Effect<ReadonlyArray<GenerationSummary>, ClientError>
    readonly get: (id: string) => Effect.Effect<GenerationSummary, ClientError>
    /**
     * Hands a generation to the gateway's batch engine, to be asked after by `get`. It is made whatever
     * becomes of this program, and survives the gateway; one without an engine refuses it.
     */
    readonly createDurable: (request: Input) => Effect.Effect<GenerationSummary, ClientError>
    /** Leaves one that has ended as it is. */
    readonly cancel: (id: string) => Effect.Effect<GenerationSummary, ClientError>
  }
  /**
   * Makes a picture and says what happens meanwhile, the response last. When the connection breaks,
   * it goes on over another one, and no event comes twice. Ending it early cancels the generation.
   */
  readonly stream: (request: Input) => Stream.Stream<ImageEvent, ClientError>
  /**
   * The same, and gives the response. Interrupting it cancels the generation. Without `onEvent`
   * warnings and restarts are logged.
   */
  readonly generate: (
    request: Input,
    onEvent?: ImageModel.OnEvent
  ) => Effect.Effect<ImageResponse, ClientError>
  /** Fetches a finished picture, or decodes a preview. */
  readonly load: (image: GeneratedImage) => Effect.Effect<ImageAsset, ClientError>
  /**
   * A model of the gateway as a model of this program, for policies and whatever else takes one. It
   * is found by the name of a provider or a model, or `provider:model`; without, the default one.
   * What the gateway refuses is a `ResponseError` then.
   */
  readonly model: (name?: string) => Effect.Effect<ImageModel.Service, ClientError>
}

const named = (
  error:
    GatewayError | HttpClientError.HttpClientError | HttpApiDecodeError | ParseResult.ParseError
): GatewayError => {
  if (HttpClientError.isHttpClientError(error)) return Connection.broken(error, "Wait")
  if (error._tag !== "ParseError" && error._tag !== "HttpApiDecodeError") return error
  return new ResponseParseError({
    expected: "an answer of an Easel gateway",
    excerpt: clean(error.message)
  })
}

/** A client of the gateway at that address; sends nothing yet. */
export const make = ({
  backoff = "250 millis",
  key,
  retries = 6,
  url
}: Options): Effect.Effect<GatewayClient, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const connection = Connection.make(client, url, key)
    const api = yield* HttpApiClient.makeWith(Api, { httpClient: connection.client })
    const resuming = { retries, backoff: Duration.decode(backoff) }

    const follow = (request: Input, onCreated: OnCreated) =>
      Stream.unwrap(
        Effect.map(bodyOf(request), (body) =>
          imageEvents(followGeneration(connection, resuming, body), onCreated)
        )
      )

    const generate = (
      request: Input,
      onEvent: ImageModel.OnEvent = ImageModel.logChanges,
      onCreated: OnCreated = () => Effect.void
    ): Effect.Effect<ImageResponse, ClientError> =>
      follow(request, onCreated).pipe(
        Stream.mapEffect((event) =>
          event._tag === "ImageResponse"
            ? Effect.succeedSome(event)
            : Effect.as(onEvent(event), Option.none())
        ),
        Stream.runLast,
        Effect.map(Option.flatten),
        Effect.flatMap(
          Option.match({
            onNone: () => Effect.dieMessage("a generation ended with no last event"),
            onSome: Effect.succeed
          })
        )
      )

    const createDurable = (request: Input): Effect.Effect<GenerationSummary, ClientError> =>
      Effect.flatMap(bodyOf(request), (body) =>
        connection.client
          .execute(
            HttpClientRequest.post("/api/generations?durable=true").pipe(
              HttpClientRequest.bodyUnsafeJson(body)
            )
          )
          .pipe(
            Effect.flatMap(HttpClientResponse.schemaBodyJson(GenerationSummary)),
            Effect.mapError(named)
          )
      )

    const providers = Effect.mapError(api.providers.list({}), named)
    const load = (image: GeneratedImage) => loadPicture(client, image)

    return {
      providers,
      generations: {
        list: Effect.mapError(api.generations.list({}), named),
        get: (id) => Effect.mapError(api.generations.get({ path: { id } }), named),
        createDurable,
        cancel: (id) => Effect.mapError(api.generations.cancel({ path: { id } }), named)
      },
      stream: (request) => follow(request, () => Effect.void),
      generate: (request, onEvent) => generate(request, onEvent),
      load,
      model: (name) =>
        Effect.map(
          Effect.flatMap(providers, (all) => findModel(all, name)),
          (offer) => remoteModel({ generate, load }, offer)
        )
    }
  })
