/** Whether a value from elsewhere is an `ImagePlugin`, as far as that can be seen from outside. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { ImagePlugin } from "../ImagePlugin.js"
import { ModelInfo } from "../ModelInfo.js"
import type { Setting } from "../PluginConfig.js"

const declare = <A>(what: string, is: (value: unknown) => value is A): Schema.Schema<A> =>
  Schema.declare(is, { identifier: what })

const isFunction = (value: unknown): value is ImagePlugin["make"] => typeof value === "function"
const isConfig = (value: unknown): value is Config.Config<unknown> => Config.isConfig(value)
const isSchema = (value: unknown): value is ImagePlugin["options"] => Schema.isSchema(value)
const isLayer = (value: unknown): value is ImagePlugin["layer"] => Layer.isLayer(value)
const isEffect = (value: unknown): value is Exclude<ImagePlugin["fake"], undefined> =>
  Effect.isEffect(value)

const Text = Schema.NonEmptyString

/** It stands in `provider:model`, `provider=fault` and in names of files. */
const Id = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9][\w.-]*$/, {
    message: () => "expected letters, digits, dots and dashes"
  })
)

const SettingShape: Schema.Schema<Setting<unknown>> = Schema.Struct({
  variable: Text,
  description: Schema.String,
  secret: Schema.Boolean,
  fallback: Schema.UndefinedOr(Schema.String),
  config: declare("a Config", isConfig)
}).annotations({ identifier: "a setting of PluginConfig" })

const Shape = Schema.Struct({
  id: Id,
  version: Text,
  contractVersion: Text,
  label: Text,
  homepage: Text,
  url: Text,
  apiEndpoint: Text,
  models: Schema.NonEmptyArray(Schema.typeSchema(ModelInfo)),
  note: Schema.optional(Schema.String),
  settings: Schema.Record({ key: Schema.String, value: SettingShape }),
  options: declare("a Schema", isSchema),
  make: declare("a function", isFunction),
  fake: Schema.optional(declare("an Effect", isEffect)),
  defaultModel: Text,
  defaultImageModel: Text,
  imageModels: Schema.Array(Text),
  modelAliases: Schema.Record({ key: Schema.String, value: Text }),
  layer: declare("a Layer", isLayer)
}).annotations({ identifier: "an ImagePlugin" })

const isShape = Schema.is(Shape)
const validate = ParseResult.validateEither(Shape)

const longest = 200

const issueOf = (value: unknown): string => {
  const result = validate(value)
  const [issue] = Either.isLeft(result)
    ? ParseResult.ArrayFormatter.formatIssueSync(result.left)
    : []
  const path = issue?.path.map(String).join(".") ?? ""
  return `${path === "" ? "" : `${path}: `}${issue?.message ?? "another shape"}`.slice(0, longest)
}

/** The plugin, or what is wrong with the value. */
export const readPlugin = (value: unknown): Either.Either<ImagePlugin, string> => {
  if (!isShape(value)) return Either.left(issueOf(value))
  const stranger = value.models.find((model) => model.provider !== value.id)
  return stranger === undefined
    ? Either.right(value)
    : Either.left(`models: ${stranger.name} says that it belongs to "${stranger.provider}"`)
}
