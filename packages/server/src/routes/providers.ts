import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import * as JSONSchema from "effect/JSONSchema"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { ProviderRegistry } from "@easel/core/ProviderRegistry"
import { Api } from "../Api.js"
import { ProviderSummary } from "../ProviderSummary.js"

/** A schema that JSON Schema can't express leaves the options undescribed; they still work. */
const optionsSchemaOf = ({ id, options }: ImagePlugin): Effect.Effect<unknown> =>
  Effect.try((): unknown => JSONSchema.make(options)).pipe(
    Effect.catchAll((error) =>
      Effect.as(Effect.logDebug(`the options of ${id} can't be described`, error), {})
    )
  )

const summaryOf = (plugin: ImagePlugin): Effect.Effect<ProviderSummary> =>
  Effect.map(
    optionsSchemaOf(plugin),
    (optionsSchema) =>
      new ProviderSummary({ ...plugin, optionsSchema }, { disableValidation: true })
  )

export const layer = HttpApiBuilder.group(Api, "providers", (handlers) =>
  Effect.gen(function* () {
    const registry = yield* ProviderRegistry
    const providers = yield* Effect.forEach(registry.list, summaryOf)
    return handlers.handle("list", () => Effect.succeed(providers))
  })
)
