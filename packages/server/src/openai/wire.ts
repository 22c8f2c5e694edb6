/**
 * The wire of the OpenAI Images API as schemas, for the API's document. What is read of a request is
 * in `ImagesRequest`, which says more of what is wrong than a schema can.
 */
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { Message } from "@easel/core/ImageRequest"
import { Receipt } from "@easel/core/Receipt"

const optional = <A, I>(schema: Schema.Schema<A, I>, description: string) =>
  Schema.optional(schema.annotations({ description }))

const parameters = {
  model: optional(Schema.String, "a model's name, or provider:name; the default one without it"),
  prompt: optional(Schema.String, "what the picture shows; needed, unless there are messages"),
  messages: optional(
    Schema.Array(Message),
    "a conversation; the prompt is the content of its last user message"
  ),
  n: optional(Schema.Int, "how many pictures"),
  size: optional(Schema.String, "auto, or as 1024x768"),
  output_format: optional(
    Schema.Literal("png", "jpeg", "webp", "gif", "avif", "svg"),
    "where the model lets one choose"
  ),
  response_format: optional(
    Schema.Literal("b64_json", "url"),
    "the picture itself, or an address at the gateway that expires"
  ),
  stream: optional(Schema.Boolean, "answer with server-sent events"),
  partial_images: optional(Schema.Int, "the most previews in a stream"),
  stream_events: optional(Schema.Boolean, "easel.queued, easel.progress and the like in a stream"),
  user: optional(Schema.String, "accepted, not passed on"),
  safety_identifier: optional(Schema.String, "accepted, not passed on"),
  negative_prompt: optional(Schema.String, "what the picture must not show"),
  width: optional(Schema.Int, "pixels"),
  height: optional(Schema.Int, "pixels"),
  aspect_ratio: optional(Schema.String, "as 16:9; gives the sides that are missing"),
  seed: optional(Schema.Int, "same seed, same picture, where the model allows it"),
  steps: optional(Schema.Int, "also num_inference_steps"),
  guidance_scale: optional(Schema.Number, "how closely the picture follows the prompt"),
  strength: optional(Schema.Number, "0 to 1, how far an edit may depart from its input"),
  lenient: optional(Schema.Boolean, "leave out what the model can't take, with a warning"),
  provider_options: optional(
    Schema.Record({ key: Schema.String, value: Schema.Unknown }),
    "options by provider; those of the model's provider may also stand beside the others"
  )
}

/** Parameters that only one provider has may stand beside these. */
export const Generation = Schema.Struct(parameters).annotations({ identifier: "ImagesGeneration" })

/** The pictures are data URLs. */
export const Edit = Schema.Struct({
  ...parameters,
  image: Schema.Union(Schema.String, Schema.Array(Schema.String)),
  mask: optional(Schema.String, "where the edit may paint")
}).annotations({ identifier: "ImagesEdit" })

/** The same as a form; `image[]` when there are several. */
export const EditForm = HttpApiSchema.Multipart(Edit)

const Picture = Schema.Struct({
  b64_json: Schema.optional(Schema.String),
  url: Schema.optional(Schema.String),
  seed: optional(Schema.Int, "of this picture, where it is known")
})

export const ImagesAnswer = Schema.Struct({
  /** Seconds since 1970. */
  created: Schema.Int,
  data: Schema.NonEmptyArray(Picture),
  size: Schema.String,
  output_format: Schema.String,
  easel: Schema.Struct({
    receipt: Receipt,
    warnings: Schema.Array(Schema.Struct({ code: Schema.String, message: Schema.String }))
  })
}).annotations({ identifier: "ImagesAnswer" })

export const OpenAiError = Schema.Struct({
  error: Schema.Struct({
    message: Schema.String,
    type: Schema.String,
    /** The parameter that is wrong. */
    param: Schema.NullOr(Schema.String),
    code: Schema.String,
    job_id: optional(Schema.String, "of the job that the service has accepted")
  })
}).annotations({ identifier: "OpenAiError" })
