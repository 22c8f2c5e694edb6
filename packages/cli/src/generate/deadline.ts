/** What `--timeout` does beside the deadlines of the providers. */
import { GenerationTimeout } from "@easel/core/ImageError"
import { type Service, fromGenerate } from "@easel/core/ImageModel"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { ModelInfo } from "@easel/core/ModelInfo"
import type { Policy } from "@easel/core/Policy"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { hasDeadline } from "./settingsLayer.js"

/** A provider's own deadline comes first, since it knows the job. */
const grace = Duration.seconds(1)

export type Timeout = Option.Option<Duration.Duration>

/** Ends what takes too long. */
export const within =
  (timeout: Timeout, plugin: ImagePlugin, info: ModelInfo) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | GenerationTimeout> =>
    Option.match(timeout, {
      onNone: () => effect,
      onSome: (duration) =>
        Effect.timeoutFail(effect, {
          duration: hasDeadline(plugin) ? Duration.sum(duration, grace) : duration,
          onTimeout: () =>
            new GenerationTimeout({
              deadline: "Total",
              duration,
              provider: info.provider,
              model: info.name
            })
        })
    })

/** The same for each generation of a model. */
export const eachWithin =
  (timeout: Timeout, plugin: ImagePlugin): Policy =>
  (model: Service) =>
    fromGenerate({
      ...model,
      generate: (request, onEvent) =>
        within(timeout, plugin, model.info)(model.generate(request, onEvent))
    })
