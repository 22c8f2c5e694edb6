/** The tool `list_models`. */
import type { CallToolResult } from "@modelcontextprotocol/server"
import { InvalidRequest } from "@easel/core/ImageError"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { Registry } from "@easel/core/ProviderRegistry"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as Effect from "effect/Effect"
import * as JSONSchema from "effect/JSONSchema"
import * as Predicate from "effect/Predicate"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { failure, text } from "./answer.js"
import type { Tool } from "./Tool.js"

const Arguments = Schema.Struct({
  provider: Schema.optional(
    Schema.String.annotations({ description: "Only the models of the provider with this id." })
  )
})

const parse = (input: unknown): Effect.Effect<typeof Arguments.Type, InvalidRequest> =>
  Effect.mapError(
    ParseResult.decodeUnknown(Arguments)(input ?? {}),
    () => new InvalidRequest({ option: "provider", reason: "must be the id of a provider" })
  )

const encodeModel = Schema.encodeSync(ModelInfo)

/** A schema that JSON Schema can't express leaves the options undescribed; they still work. */
const optionsOf = ({ id, options }: ImagePlugin): Effect.Effect<unknown> =>
  Effect.try((): unknown => JSONSchema.make(options)).pipe(
    Effect.catchAll((error) =>
      Effect.as(Effect.logDebug(`the options of ${id} can't be described`, error), undefined)
    )
  )

const hasOptions = (schema: unknown): boolean =>
  Predicate.hasProperty(schema, "properties") &&
  Predicate.isRecord(schema.properties) &&
  Object.keys(schema.properties).length > 0

const describe = (plugin: ImagePlugin) =>
  Effect.map(optionsOf(plugin), (providerOptions) => ({
    provider: plugin.id,
    label: plugin.label,
    note: plugin.note,
    models: plugin.models.map((model) => {
      const { aliases, gives, label, name, takes, working } = encodeModel(model)
      const isDefault = name === plugin.defaultModel
      return { name, label, aliases, default: isDefault, working, takes, gives }
    }),
    providerOptions: hasOptions(providerOptions) ? providerOptions : undefined
  }))

const list = (registry: Registry, input: unknown): Effect.Effect<CallToolResult> =>
  Effect.gen(function* () {
    const { provider } = yield* parse(input)
    const chosen = provider === undefined ? registry.list : [yield* registry.get(provider)]
    const providers = yield* Effect.forEach(chosen, describe)
    const first = registry.list[0]
    return {
      content: [
        text(
          JSON.stringify({
            default: first === undefined ? undefined : `${first.id}:${first.defaultModel}`,
            providers
          })
        )
      ]
    }
  }).pipe(Effect.catchAll((error) => Effect.succeed(failure(error))))

export const listModels = (registry: Registry): Tool => ({
  name: "list_models",
  title: "List the image models",
  description:
    "The image models of this server and what each takes: sizes, ranges of seed, steps and guidance scale, how many pictures, edits, and the provider's own options. Where nothing is chosen, the default is used.",
  inputSchema: { ...JSONSchema.make(Arguments) },
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false
  },
  call: ({ input }) => list(registry, input)
})
