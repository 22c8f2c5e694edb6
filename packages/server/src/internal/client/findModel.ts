import * as Effect from "effect/Effect"
import { ModelNotFound } from "@easel/core/ImageError"
import type { ModelInfo } from "@easel/core/ModelInfo"
import type { ProviderSummary } from "../../ProviderSummary.js"

/** A model and the provider that offers it. */
export interface Offer {
  readonly provider: ProviderSummary
  readonly info: ModelInfo
}

/** As a gateway finds it: a model's name, `provider:model`, or a provider, and else the default. */
export const findModel = (
  providers: ReadonlyArray<ProviderSummary>,
  name: string | undefined
): Effect.Effect<Offer, ModelNotFound> => {
  for (const provider of providers) {
    const [first] = provider.models
    if (name === undefined || name === provider.id) {
      return Effect.succeed({ provider, info: first })
    }
    const info = provider.models.find(({ names }) =>
      names.some((known) => name === known || name === `${provider.id}:${known}`)
    )
    if (info !== undefined) return Effect.succeed({ provider, info })
  }
  return new ModelNotFound({ name: name ?? "", near: [] })
}
