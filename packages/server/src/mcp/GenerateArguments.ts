/** The arguments of the tool `generate_image`: every parameter of a request, described for a model. */
import * as Either from "effect/Either"
import * as JSONSchema from "effect/JSONSchema"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AspectRatio from "@easel/core/AspectRatio"
import { InvalidRequest } from "@easel/core/ImageError"

const whole = (minimum: number, maximum: number, description: string) =>
  Schema.Number.pipe(Schema.int(), Schema.between(minimum, maximum)).annotations({
    jsonSchema: { type: "integer", minimum, maximum, description }
  })

const between = (minimum: number, maximum: number, description: string) =>
  Schema.Number.pipe(Schema.between(minimum, maximum)).annotations({
    jsonSchema: { type: "number", minimum, maximum, description }
  })

const base64 = (description: string) =>
  Schema.Uint8ArrayFromBase64.annotations({ jsonSchema: { type: "string", description } })

const largestSide = 16384
const mostPictures = 100
const mostSteps = 1000
const highestGuidance = 100

export const GenerateArguments = Schema.Struct({
  prompt: Schema.String.annotations({ description: "What the picture shows." }),
  model: Schema.optional(
    Schema.NonEmptyString.annotations({
      jsonSchema: {
        type: "string",
        description:
          "Name or alias of a model, provider:model, or the id of a provider; see list_models. Without it the default model is used."
      }
    })
  ),
  negativePrompt: Schema.optional(
    Schema.String.annotations({ description: "What the picture must not show." })
  ),
  width: Schema.optional(whole(1, largestSide, "Pixels.")),
  height: Schema.optional(whole(1, largestSide, "Pixels.")),
  aspectRatio: Schema.optional(
    Schema.Literal(...AspectRatio.all).annotations({
      description: "Gives the side or sides that are missing."
    })
  ),
  seed: Schema.optional(
    whole(
      0,
      Number.MAX_SAFE_INTEGER,
      "The same seed makes the same picture again, where the model allows it."
    )
  ),
  count: Schema.optional(whole(1, mostPictures, "How many pictures. Default 1.")),
  steps: Schema.optional(whole(1, mostSteps, "Denoising steps.")),
  guidanceScale: Schema.optional(
    between(0, highestGuidance, "How closely the picture follows the prompt.")
  ),
  images: Schema.optional(
    Schema.Array(base64("The bytes of a picture in base64.")).annotations({
      description: "Pictures to edit, for models that take them."
    })
  ),
  mask: Schema.optional(
    base64("Where the edit may paint: the bytes of a picture in base64. Needs images.")
  ),
  strength: Schema.optional(
    between(0, 1, "How far an edit may depart from its input. Needs images.")
  ),
  outputFormat: Schema.optional(
    Schema.Literal("image/png", "image/jpeg", "image/webp").annotations({
      description: "The format to ask the service for, where the model lets one choose."
    })
  ),
  providerOptions: Schema.optional(
    Schema.Record({
      key: Schema.String,
      value: Schema.Record({ key: Schema.String, value: Schema.Unknown })
    }).annotations({
      jsonSchema: {
        type: "object",
        additionalProperties: { type: "object" },
        description:
          'Options that only one provider has, under its id: {"sd35": {…}}. list_models describes them.'
      }
    })
  ),
  lenient: Schema.optional(
    Schema.Boolean.annotations({
      description:
        "Leave out what the model can't take, or use the nearest value, with a warning. Without it that is an error."
    })
  )
})
export type GenerateArguments = typeof GenerateArguments.Type

/** What `tools/list` says of them. */
export const jsonSchema: Record<string, unknown> = { ...JSONSchema.make(GenerateArguments) }

const decode = ParseResult.decodeUnknownEither(GenerateArguments, {
  onExcessProperty: "error",
  errors: "first"
})

/** Reads what a client sent. */
export const parse = (input: unknown): Either.Either<GenerateArguments, InvalidRequest> =>
  Either.mapLeft(decode(input), (issue) => {
    const [first] = ParseResult.ArrayFormatter.formatIssueSync(issue)
    return new InvalidRequest({
      option: first?.path.map(String).join(".") || "arguments",
      reason: first?.message ?? "can't be read"
    })
  })
