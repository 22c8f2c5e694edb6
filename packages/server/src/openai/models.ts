/** The models of all providers, as OpenAI lists its own. */
import * as Schema from "effect/Schema"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import { Found } from "@easel/core/ProviderRegistry"

/** A model of the list; `easel` is what it takes and gives. */
export const Model = Schema.Struct({
  /** Its name; `provider:name` where another provider goes before it under that name. */
  id: Schema.String,
  object: Schema.Literal("model"),
  /** Nobody knows when; OpenAI's clients want a number. */
  created: Schema.Int,
  /** Id of the provider. */
  owned_by: Schema.String,
  easel: ModelInfo
})
export type Model = typeof Model.Type

export const ModelList = Schema.Struct({
  object: Schema.Literal("list"),
  data: Schema.Array(Model)
})

const ids = (plugin: ImagePlugin): ReadonlyArray<string> => [
  plugin.id,
  ...plugin.models.flatMap(({ names }) => names)
]

/** A model under the shortest name that leads to it and to no other one. */
export const describe = ({ model, plugin }: Found, plugins: ReadonlyArray<ImagePlugin>): Model => {
  const first = plugins.find((candidate) => ids(candidate).includes(model.name))
  return {
    id: first === plugin ? model.name : `${plugin.id}:${model.name}`,
    object: "model",
    created: 0,
    owned_by: plugin.id,
    easel: model
  }
}

export const list = (plugins: ReadonlyArray<ImagePlugin>): typeof ModelList.Type => ({
  object: "list",
  data: plugins.flatMap((plugin) =>
    plugin.models.map((model) => describe(new Found({ plugin, model }), plugins))
  )
})
