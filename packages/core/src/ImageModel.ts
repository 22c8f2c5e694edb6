/**
 * The image model: a request goes in, a stream of events comes out, whatever service stands
 * behind it.
 *
 * ```ts
 * const program = ImageModel.stream({ prompt: "A cat wearing a hat" }).pipe(
 *   Stream.runForEach((event) => Console.log(event._tag))
 * )
 * ```
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { GeneratedImage } from "./GeneratedImage.js"
import type { ImageAsset } from "./ImageAsset.js"
import type { ImageError, InvalidRequest, ModelNotFound } from "./ImageError.js"
import type { ImageEvent, ImageResponse } from "./ImageEvent.js"
import type { Input } from "./ImageRequest.js"
import type { ModelInfo } from "./ModelInfo.js"
import type { ProviderEvent } from "./ProviderEvent.js"
import type { ResolvedRequest } from "./ResolvedRequest.js"
import { collectResponse } from "./internal/collectResponse.js"
import { withContext } from "./internal/errorContext.js"
import { runGeneration } from "./internal/runGeneration.js"
import { resolveRequest, type Resolution } from "./internal/resolveRequest.js"

/** What every image model offers, one provider's or a composition of several. */
export interface Service {
  readonly info: ModelInfo
  /** Checks a request and fills in defaults; sends nothing. */
  readonly resolve: (
    request: Input
  ) => Effect.Effect<Resolution<unknown>, InvalidRequest | ModelNotFound>
  /** Makes the picture. Interrupting the stream closes the sockets and cancels the job. */
  readonly stream: (request: Input) => Stream.Stream<ImageEvent, ImageError>
  /** Fetches or decodes a picture, with the provider's credentials where they belong. */
  readonly load: (image: GeneratedImage) => Effect.Effect<ImageAsset, ImageError>
}

/** The image model of a program. */
export class ImageModel extends Context.Tag("@easel/core/ImageModel")<ImageModel, Service>() {}

/** Makes a picture and says what happens meanwhile. */
export const stream = (request: Input): Stream.Stream<ImageEvent, ImageError, ImageModel> =>
  Stream.unwrap(Effect.map(ImageModel, (model) => model.stream(request)))

/** Makes a picture and gives the finished response. Warnings are logged. */
export const generate: (request: Input) => Effect.Effect<ImageResponse, ImageError, ImageModel> =
  Effect.fn("ImageModel.generate")(function* (request: Input) {
    const model = yield* ImageModel
    return yield* collectResponse(model.stream(request))
  })

/** Checks a request against the model; sends nothing. */
export const resolve = (
  request: Input
): Effect.Effect<Resolution<unknown>, InvalidRequest | ModelNotFound, ImageModel> =>
  Effect.flatMap(ImageModel, (model) => model.resolve(request))

/** Fetches or decodes a picture that the model made. */
export const load = (image: GeneratedImage): Effect.Effect<ImageAsset, ImageError, ImageModel> =>
  Effect.flatMap(ImageModel, (model) => model.load(image))

/** What a provider gives; `make` does the rest. */
export interface Definition<Options, Encoded = Options> {
  readonly info: ModelInfo
  /** Version of the provider's package, for the receipt. */
  readonly version: string
  /** Schema of the provider's own options; unknown keys are refused. */
  readonly options: Schema.Schema<Options, Encoded>
  /** Submits the job and follows it to its end. */
  readonly generate: (request: ResolvedRequest<Options>) => Stream.Stream<ProviderEvent, ImageError>
  /** Stops a job at the service. Runs when the caller gives up on an accepted job. */
  readonly cancel?: ((jobId: string) => Effect.Effect<void, ImageError>) | undefined
  readonly load: (image: GeneratedImage) => Effect.Effect<ImageAsset, ImageError>
  /** For the whole generation. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

const defaultDeadline = Duration.minutes(10)

/**
 * Wraps what a provider gives with everything that all providers share: capability check, size
 * resolution, grammar, deadline, cancellation, receipt, span and metrics.
 */
export const make = <Options, Encoded>(definition: Definition<Options, Encoded>): Service => {
  const { info } = definition
  const context = { provider: info.provider, model: info.name }
  const deadline = Duration.decode(definition.deadline ?? defaultDeadline)
  const resolveNow = (request: Input) => resolveRequest(info, definition.options, request)
  return {
    info,
    resolve: (request) => Effect.suspend(() => resolveNow(request)),
    stream: (request) =>
      Stream.suspend(() => {
        const resolution = resolveNow(request)
        return Either.isLeft(resolution)
          ? Stream.fail(withContext(resolution.left, context))
          : runGeneration(definition, resolution.right, deadline)
      }),
    load: (image) => Effect.mapError(definition.load(image), (error) => withContext(error, context))
  }
}
