/** Which provider `easel generate` uses when it is not told. */
import type { ConfigError } from "effect/ConfigError"
import * as Effect from "effect/Effect"
import type { ModelNotFound, ProviderNotFound } from "@easel/core/ImageError"
import type { PluginError } from "@easel/core/ProviderRegistry"
import { select } from "../generate/select.js"
import { catalogue } from "../listing/catalogue.js"
import type { Loaded } from "../plugins/Loaded.js"
import { whyMissing } from "../plugins/Warnings.js"

export interface Choice {
  /** Missing when the choice can't be followed. */
  readonly provider: string | undefined
  readonly why: string
  readonly fault: string | undefined
}

type Failure = ConfigError | ModelNotFound | PluginError | ProviderNotFound

const message = (error: Failure, loaded: Loaded): string => {
  const missing = error._tag === "ProviderNotFound" || error._tag === "ModelNotFound"
  const why = missing ? whyMissing(error, loaded) : undefined
  return [`EASEL_PROVIDER: ${error.message}`, ...(why === undefined ? [] : [why])].join("; ")
}

/** The choice among these, from the environment. */
export const choice = (loaded: Loaded): Effect.Effect<Choice> =>
  select(undefined, undefined).pipe(
    Effect.provide(catalogue(loaded.plugins)),
    Effect.match({
      onFailure: (error) => ({
        provider: undefined,
        why: "EASEL_PROVIDER names no provider",
        fault: message(error, loaded)
      }),
      onSuccess: ({ byDefault, plugin }) => ({
        provider: plugin.id,
        why: byDefault
          ? "EASEL_PROVIDER is not set, this is the default"
          : "EASEL_PROVIDER names it",
        fault: undefined
      })
    })
  )
