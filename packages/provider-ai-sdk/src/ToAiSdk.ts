/**
 * Any image model of Easel, a composition of several too, as one of the AI SDK. It is stamped v3,
 * which `ai` 6 and `ai` 7 both take.
 *
 * ```ts
 * const model = toAiSdk(service, { onEvent: (event) => console.log(event._tag) })
 * const { image } = await generateImage({ model, prompt: "A cat in space" })
 * ```
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import { isImageError, toError } from "./AiSdkError.js"
import { answer, type Answer } from "./internal/answer.js"
import type { Given } from "./internal/requestOf.js"

export interface Options {
  /**
   * Hears what the AI SDK has no word for: queue, progress and previews. The generation waits until
   * it is done. What it throws ends the generation.
   */
  readonly onEvent?:
    ((event: Exclude<ImageEvent, ImageResponse>) => void | PromiseLike<void>) | undefined
  /** Calls at the same time, where the model makes fewer pictures than were asked for. Default 4. */
  readonly concurrency?: number | undefined
  /** Runs the generations: its logger, tracer and clock. Default: Effect's own. */
  readonly runtime?: Runtime.Runtime<never> | undefined
}

/** What `generateImage` of `ai` 6 and 7 takes for a model. */
export interface AiSdkModel {
  readonly specificationVersion: "v3"
  /** `"easel.sd35"`. */
  readonly provider: string
  readonly modelId: string
  /** Easel itself splits what is more than the model makes at once. */
  readonly maxImagesPerCall: number
  /**
   * Makes the pictures. Rejects with an `APICallError` of the AI SDK, or with the reason of the
   * signal that aborted it; the job is then cancelled at the service.
   */
  doGenerate(options: Given & { abortSignal?: AbortSignal }): Promise<Answer>
}

/** Makes an AI SDK model of one of Easel. */
export const toAiSdk = (model: Service, options: Options = {}): AiSdkModel => {
  const { concurrency = 4, onEvent, runtime = Runtime.defaultRuntime } = options
  return {
    specificationVersion: "v3",
    provider: `easel.${model.info.provider}`,
    modelId: model.info.name,
    maxImagesPerCall: Number.MAX_SAFE_INTEGER,
    doGenerate: async ({ abortSignal, ...given }) => {
      abortSignal?.throwIfAborted()
      let thrown: { readonly error: unknown } | undefined
      const tell = async (event: Parameters<NonNullable<Options["onEvent"]>>[0]) => {
        try {
          await onEvent?.(event)
        } catch (error) {
          thrown = { error }
          throw error
        }
      }
      const exit = await Runtime.runPromiseExit(runtime)(
        answer(model, given, (event) => Effect.promise(() => tell(event)), concurrency),
        abortSignal === undefined ? undefined : { signal: abortSignal }
      )
      if (Exit.isSuccess(exit)) return exit.value
      // As it was thrown; a cause of Effect holds a copy.
      if (thrown !== undefined) throw thrown.error
      abortSignal?.throwIfAborted()
      const failure = Cause.squash(exit.cause)
      throw isImageError(failure) ? toError(failure) : failure
    }
  }
}
