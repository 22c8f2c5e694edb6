/** Which provider `easel generate` uses when it is not told. */
import type { ConfigError } from "effect/ConfigError"
import * as Effect from "effect/Effect"
import type { ModelNotFound, ProviderNotFound } from "@easel/core/ImageError"
import type { PluginError } from "@easel/core/ProviderRegistry"
import { select } from "../generate/select.js"
import { catalogue } from "../listing/catalogue.js"

export interface Choice {
  /** Missing when the choice can't be followed. */
  readonly provider: string | undefined
  readonly why: string
  readonly fault: string | undefined
}

const message = (error: ConfigError | ModelNotFound | PluginError | ProviderNotFound): string =>
  `EASEL_PROVIDER: ${error.message}`

/** The choice, from the environment. */
export const choice: Effect.Effect<Choice> = select(undefined, undefined).pipe(
  Effect.provide(catalogue),
  Effect.match({
    onFailure: (error) => ({
      provider: undefined,
      why: "EASEL_PROVIDER names no provider",
      fault: message(error)
    }),
    onSuccess: ({ byDefault, plugin }) => ({
      provider: plugin.id,
      why: byDefault ? "EASEL_PROVIDER is not set, this is the default" : "EASEL_PROVIDER names it",
      fault: undefined
    })
  })
)
