import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import { clean, type ServiceClient } from "@easel/core/ServiceClient"
import { Provider } from "../HuggingFaceOptions.js"

/** Who serves a model, and under which name. */
export interface Served {
  readonly provider: Provider
  readonly id: string
}

const facts = { providerId: Schema.NonEmptyString, status: Schema.String, task: Schema.String }

/** The hub names the providers of a model in a list, or by name as it did before. */
const Mapping = Schema.Union(
  Schema.Array(Schema.Struct({ ...facts, provider: Schema.String })),
  Schema.Record({ key: Schema.String, value: Schema.Struct(facts) })
)

export const ModelPage = Schema.Struct({
  inferenceProviderMapping: Schema.optional(Schema.NullOr(Mapping))
})

const isSpoken = Schema.is(Provider)

/** Asks the hub who serves a model; it is not sent the token, since everybody may ask. */
export const findProvider = (
  hub: ServiceClient,
  model: string,
  wanted: Provider | undefined
): Effect.Effect<Served, ImageError> => {
  // Its names are those of the hub.
  if (wanted === "hf-inference") return Effect.succeed({ provider: wanted, id: model })
  return Effect.flatMap(
    hub.json(
      {
        method: "GET",
        path: `/api/models/${model}`,
        query: { "expand[]": "inferenceProviderMapping" },
        phase: "Prepare",
        repeat: "Always"
      },
      ModelPage
    ),
    ({ inferenceProviderMapping: mapping }) => {
      const all = Array.isArray(mapping)
        ? mapping
        : Object.entries(mapping ?? {}).map(([provider, facts]) => ({ ...facts, provider }))
      const live = all.filter(({ status, task }) => status === "live" && task === "text-to-image")
      for (const { provider, providerId } of live) {
        if (isSpoken(provider) && (wanted ?? provider) === provider) {
          return Effect.succeed({ provider, id: providerId })
        }
      }
      const names = live.map(({ provider }) => provider).join(", ") || "nobody"
      const who = wanted === undefined ? "no provider that Easel speaks to" : `not ${wanted}`
      const message = `${who} serves ${model} now; the hub names ${clean(names)}`
      return Effect.fail(ResponseError.of({ reason: "NotFound", message }))
    }
  )
}
