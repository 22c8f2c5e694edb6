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
import * as Exit from "effect/Exit"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { GeneratedImage } from "./GeneratedImage.js"
import type { ImageAsset } from "./ImageAsset.js"
import type { ImageError, InvalidRequest, ModelNotFound } from "./ImageError.js"
import type { ImageEvent, ImageResponse } from "./ImageEvent.js"
import type { Input } from "./ImageRequest.js"
import type { Job } from "./Jobs.js"
import type { ModelInfo } from "./ModelInfo.js"
import type { Completed, Emit } from "./ProviderEvent.js"
import type { ResolvedRequest } from "./ResolvedRequest.js"
import { outside, submitOnce } from "./internal/Attempt.js"
import { checkJob } from "./internal/checkJob.js"
import { withContext } from "./internal/errorContext.js"
import { asImageError, defectOf } from "./internal/outcomeOf.js"
import { logChanges } from "./internal/logChanges.js"
import { makeReadOptions } from "./internal/readOptions.js"
import { resolveRequest, type Resolution } from "./internal/resolveRequest.js"
import { makeDeadlines } from "./internal/Deadlines.js"
import { inOwnFiber, runGeneration, type Runner } from "./internal/runGeneration.js"
import { streamEvents } from "./internal/streamEvents.js"

export { logChanges }
export type { Resolution }

/**
 * Hears what happens before the response. The provider waits until it is done. It runs in the
 * generation's fiber: when it dies or interrupts itself, so does the generation, and an accepted
 * job is cancelled.
 */
export type OnEvent<R = never> = (
  event: Exclude<ImageEvent, ImageResponse>
) => Effect.Effect<void, never, R>

/** What every image model offers, one provider's or a composition of several. */
export interface Service {
  /** For a composition of several models: the first one's. */
  readonly info: ModelInfo
  /** Every model of a composition, in the order of preference. Missing: `info` is the only one. */
  readonly members?: ReadonlyArray<ModelInfo> | undefined
  /** Checks a request and fills in defaults; sends nothing. */
  readonly resolve: (
    request: Input
  ) => Effect.Effect<Resolution<unknown>, InvalidRequest | ModelNotFound>
  /**
   * Makes the picture; `onEvent` hears what happens meanwhile. Interrupting it closes the sockets
   * and cancels the job.
   */
  readonly generate: (request: Input, onEvent?: OnEvent) => Effect.Effect<ImageResponse, ImageError>
  /**
   * Follows a job of this model that was accepted before, perhaps by another program, to its end;
   * submits nothing. `request` is the one that the job was made for. The deadline begins anew, the
   * receipt says when the job was submitted. A job that the service no longer knows is the error
   * that the service gives, mostly a `ResponseError` `NotFound`; another model's is an
   * `InvalidRequest`. A seed that the provider chose when it submitted is `"unknown"` where the
   * service does not tell it: give the request a seed. Missing where jobs can't be attached to, and
   * in compositions: a job is attached to at its own model.
   */
  readonly attach?:
    | ((job: Job, request: Input, onEvent?: OnEvent) => Effect.Effect<ImageResponse, ImageError>)
    | undefined
  /** The same as a stream of all events, the response last; it runs as fast as it is read. */
  readonly stream: (request: Input) => Stream.Stream<ImageEvent, ImageError>
  /** Fetches or decodes a picture, with the provider's credentials where they belong. */
  readonly load: (image: GeneratedImage) => Effect.Effect<ImageAsset, ImageError>
}

/** The image model of a program. */
export class ImageModel extends Context.Tag("@easel/core/ImageModel")<ImageModel, Service>() {}

/** Makes a picture and says what happens meanwhile. */
export const stream = (request: Input): Stream.Stream<ImageEvent, ImageError, ImageModel> =>
  Stream.unwrap(Effect.map(ImageModel, (model) => model.stream(request)))

/**
 * Makes a picture and gives the finished response. Without `onEvent`, warnings and restarts are
 * logged: what was changed is never silent.
 */
export function generate(request: Input): Effect.Effect<ImageResponse, ImageError, ImageModel>
export function generate<R>(
  request: Input,
  onEvent: OnEvent<R>
): Effect.Effect<ImageResponse, ImageError, ImageModel | R>
export function generate<R>(
  request: Input,
  onEvent: OnEvent<R> = logChanges
): Effect.Effect<ImageResponse, ImageError, ImageModel | R> {
  return Effect.contextWithEffect((context: Context.Context<ImageModel | R>) =>
    Context.get(context, ImageModel).generate(request, (event) =>
      Effect.provide(onEvent(event), context)
    )
  )
}

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
  /**
   * Submits the job and follows it to its end. Whatever waits in it may be interrupted at any
   * moment, which must close its sockets; those of a `ServiceClient` do.
   */
  readonly generate: (
    request: ResolvedRequest<Options>,
    emit: Emit
  ) => Effect.Effect<Completed, ImageError>
  /**
   * Follows a job that was accepted before to its end, perhaps in another program; submits nothing.
   * `gives.attach` of `info` says that it is here. A job that the service does not know any more is
   * a failure, such as a `ResponseError` `NotFound`.
   */
  readonly attach?:
    | ((
        jobId: string,
        request: ResolvedRequest<Options>,
        emit: Emit
      ) => Effect.Effect<Completed, ImageError>)
    | undefined
  /**
   * Stops a job at the service. Runs when the caller gives up on an accepted job, unless its
   * `Accepted` brought a way of its own.
   */
  readonly cancel?: ((jobId: string) => Effect.Effect<void, ImageError>) | undefined
  readonly load: (image: GeneratedImage) => Effect.Effect<ImageAsset, ImageError>
  /** For the whole generation. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

const defaultDeadline = Duration.minutes(10)

/** A service whose stream is made of its `generate`; for policies that wrap another service. */
export const fromGenerate = (service: Omit<Service, "stream">): Service => ({
  ...service,
  stream: (request) =>
    streamEvents((onEvent) => Effect.exit(Effect.interruptible(service.generate(request, onEvent))))
})

/**
 * Wraps what a provider gives with everything that all providers share: capability check, size
 * resolution, grammar, deadline, cancellation, receipt, span and metrics.
 */
export const make = <Options, Encoded>(definition: Definition<Options, Encoded>): Service => {
  const { attach, info, version } = definition
  const context = { provider: info.provider, model: info.name }
  const duration = Duration.decode(definition.deadline ?? defaultDeadline)
  const runner: Runner<Options, Encoded> = {
    definition,
    duration,
    deadlinesOn: makeDeadlines(duration)
  }
  const readOptions = makeReadOptions(info.provider, definition.options)
  const resolving = { info, version, readOptions }
  const resolve = (request: Input) =>
    Effect.mapError(
      Effect.suspend(() => resolveRequest(resolving, request)),
      (error) => withContext(error, context)
    )
  return {
    info,
    resolve,
    generate: (request, onEvent = logChanges) =>
      Effect.flatMap(resolve(request), (resolution) =>
        submitOnce(info, inOwnFiber(runGeneration(runner, resolution, onEvent)))
      ),
    attach:
      attach &&
      ((job, request, onEvent = logChanges) =>
        Effect.flatMap(Effect.zipRight(checkJob(info, job), resolve(request)), (resolution) => {
          const follow: typeof definition.generate = (resolved, emit) =>
            attach(job.jobId, resolved, emit)
          return outside(inOwnFiber(runGeneration(runner, resolution, onEvent, { job, follow })))
        })),
    stream: (request) =>
      streamEvents((onEvent) =>
        Effect.matchEffect(resolve(request), {
          onFailure: (error) => Effect.succeed(Exit.fail(error)),
          onSuccess: (resolution) => runGeneration(runner, resolution, onEvent)
        })
      ),
    load: (image) =>
      Effect.suspend(() => definition.load(image)).pipe(
        Effect.catchAllDefect((thrown) => Effect.fail(defectOf(thrown))),
        Effect.mapError((error) => withContext(asImageError(error), context))
      )
  }
}
