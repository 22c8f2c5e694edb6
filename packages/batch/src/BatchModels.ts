/** Where the engine gets its models: the application knows providers, keys and policies. */
import { GenerationTimeout, type ImageError, ModelNotFound } from "@easel/core/ImageError"
import { fromGenerate, type Service } from "@easel/core/ImageModel"
import { nearMatches } from "@easel/core/NearMatches"
import * as Policy from "@easel/core/Policy"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BatchSettings } from "./BatchSettings.js"

export class BatchModels extends Context.Tag("@easel/batch/BatchModels")<
  BatchModels,
  {
    /** The model of a batch, with the policies of its settings around it. Asked once for a batch. */
    readonly compose: (settings: BatchSettings) => Effect.Effect<Service, ImageError>
    /** One model without policies: follows a job, and fetches pictures with its credentials. */
    readonly member: (provider: string, model: string) => Effect.Effect<Service, ImageError>
  }
>() {}

const namesOf = ({ info }: Service): ReadonlyArray<string> => [
  info.provider,
  ...info.names.flatMap((name) => [`${info.provider}:${name}`, name])
]

const within =
  (duration: Duration.Duration): Policy.Policy =>
  (model) =>
    fromGenerate({
      ...model,
      generate: (request, onEvent) =>
        Effect.timeoutFail(model.generate(request, onEvent), {
          duration,
          onTimeout: () => new GenerationTimeout({ deadline: "Total", duration })
        })
    })

/** A model as the settings want it: each attempt within its time, retried, and with stand-ins. */
const withPolicies = (
  { retries, timeout }: BatchSettings,
  first: Service,
  others: ReadonlyArray<Service>
): Service => {
  const prepare = (model: Service): Service => {
    const limited = timeout === undefined ? model : within(timeout)(model)
    return retries > 0 ? Policy.retry({ retries })(limited) : limited
  }
  return others.length === 0 ? prepare(first) : Policy.fallback(others.map(prepare))(prepare(first))
}

/**
 * These models and no others; a batch calls one by its provider's id, its name, or
 * `provider:model`, and gets the first that is called so.
 */
export const fromModels = (models: ReadonlyArray<Service>): Layer.Layer<BatchModels> => {
  const find = (name: string): Effect.Effect<Service, ModelNotFound> => {
    const found = models.find((model) => namesOf(model).includes(name))
    return found === undefined
      ? Effect.fail(new ModelNotFound({ name, near: nearMatches(name, models.flatMap(namesOf)) }))
      : Effect.succeed(found)
  }
  return Layer.succeed(BatchModels, {
    compose: (settings) =>
      Effect.gen(function* () {
        const [name, ...standIns] = settings.models
        const first = yield* find(name)
        return withPolicies(settings, first, yield* Effect.forEach(standIns, find))
      }),
    member: (provider, model) => find(`${provider}:${model}`)
  })
}
