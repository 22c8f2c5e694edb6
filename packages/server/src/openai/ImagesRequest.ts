/** A request of the OpenAI Images API, with every parameter of Easel as a field beside OpenAI's. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as AspectRatio from "@easel/core/AspectRatio"
import { InvalidRequest } from "@easel/core/ImageError"
import { Warning } from "@easel/core/ImageEvent"
import { type Input, Message } from "@easel/core/ImageRequest"
import type { MediaType } from "@easel/core/MediaType"
import type { Found } from "@easel/core/ProviderRegistry"
import type { GatewayError } from "../GatewayError.js"
import { FieldReader } from "./FieldReader.js"
import type { Fields } from "./Fields.js"
import * as Kind from "./Kind.js"
import * as Pictures from "./Pictures.js"
import { takeProviderOptions } from "./takeProviderOptions.js"
import { takeSize } from "./takeSize.js"

export interface ImagesRequest {
  /** What the dispatcher is asked. */
  readonly input: Input
  readonly stream: boolean
  /** The most previews of an attempt. */
  readonly partialImages: number
  /** Queue, progress and warnings are told as events too. */
  readonly streamEvents: boolean
  readonly responseFormat: "b64_json" | "url"
  /** What was left out because the caller is lenient. */
  readonly warnings: ReadonlyArray<Warning>
  /** The output formats that the model lets one choose. */
  readonly formats: ReadonlyArray<string>
  /** An option of core under the name that the caller wrote. */
  readonly spellingOf: (option: string) => string
}

/** A media type as OpenAI names the format. */
export const formatOf = (mediaType: MediaType): string =>
  mediaType === "image/svg+xml" ? "svg" : mediaType.slice("image/".length)

const mediaTypes = {
  png: "image/png",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  avif: "image/avif",
  svg: "image/svg+xml"
} as const satisfies Record<string, MediaType>

const outputFormat = Kind.oneOf("png", "jpeg", "webp", "gif", "avif", "svg")
const responseFormat = Kind.oneOf("b64_json", "url")
const aspectRatio = Kind.oneOf(...AspectRatio.all)
const seed = Kind.integer(0, Number.MAX_SAFE_INTEGER)
const hundred = Kind.integer(1, 100)
const steps = Kind.integer(1, Number.MAX_SAFE_INTEGER)
const previews = Kind.integer(0, 100)
const messages = Kind.json(
  'a list of messages, each { "role": "user", "content": "…" }',
  Schema.Array(Message)
)

/** The edit route alone takes pictures. */
const takePictures = (reader: FieldReader, isEdit: boolean): Pick<Input, "images" | "mask"> => {
  reader.spellings.set("images", reader.has("image", "images") ?? "image")
  const images = Pictures.take(reader, "image", "images")
  const [mask, another] = Pictures.take(reader, "mask")
  if (another !== undefined) reader.refuse("mask", "there is more than one")
  if (isEdit && images.length === 0) reader.refuse("image", "the picture to edit is missing")
  if (!isEdit && images.length > 0) {
    reader.refuse(reader.spellings.of("images"), "pictures are edited at POST /v1/images/edits")
  }
  return { images: images.length === 0 ? undefined : images, mask }
}

const takeStream = (reader: FieldReader) => {
  const stream = reader.take(Kind.boolean, "stream") ?? false
  const partialImages = reader.take(previews, "partial_images") ?? 0
  const streamEvents = reader.take(Kind.boolean, "stream_events") ?? false
  if (!stream && partialImages > 0) {
    reader.refuse("partial_images", "previews come in a stream only", '"stream": true beside it')
  }
  if (!stream && streamEvents) {
    reader.refuse("stream_events", "events come in a stream only", '"stream": true beside it')
  }
  return { stream, partialImages, streamEvents }
}

const takeInput = (reader: FieldReader, found: Found, isEdit: boolean): Input => {
  reader.take(Kind.text, "model")
  reader.spellings.set("count", "n")
  reader.spellings.set("steps", reader.has("steps", "num_inference_steps"))
  const format = reader.take(outputFormat, "output_format")
  return {
    // In full, since another provider may have a model of that name.
    model: `${found.plugin.id}:${found.model.name}`,
    prompt: reader.take(Kind.text, "prompt"),
    messages: reader.take(messages, "messages"),
    negativePrompt: reader.take(Kind.text, "negative_prompt"),
    ...takeSize(reader),
    aspectRatio: reader.take(aspectRatio, "aspect_ratio"),
    count: reader.take(hundred, "n"),
    seed: reader.take(seed, "seed"),
    steps: reader.take(steps, "steps", "num_inference_steps"),
    guidanceScale: reader.take(Kind.number(0), "guidance_scale"),
    strength: reader.take(Kind.number(0, 1), "strength"),
    outputFormat: format && mediaTypes[format],
    lenient: reader.take(Kind.boolean, "lenient"),
    ...takePictures(reader, isEdit)
  }
}

/** Reads the fields of a body for a model; what is wrong names the field as the caller wrote it. */
export const read = (
  fields: Fields,
  found: Found,
  isEdit: boolean
): Either.Either<ImagesRequest, InvalidRequest> => {
  const reader = new FieldReader(fields)
  const stream = takeStream(reader)
  const response = reader.take(responseFormat, "response_format") ?? "b64_json"
  const input = takeInput(reader, found, isEdit)
  const providerOptions = takeProviderOptions(reader, found, input.lenient ?? false)
  if (reader.refusal !== undefined) return Either.left(reader.refusal)
  return Either.right({
    input: { ...input, providerOptions },
    ...stream,
    responseFormat: response,
    warnings: reader.warnings,
    formats: found.model.takes.outputFormats.map(formatOf),
    spellingOf: reader.spellings.of
  })
}

/** The name of the model that the body asks for. */
export const modelOf = (fields: Fields): Either.Either<string | undefined, InvalidRequest> => {
  const model = fields.values.get("model")
  return model === undefined || (typeof model === "string" && model !== "")
    ? Either.right(model)
    : Either.left(
        new InvalidRequest({
          option: "model",
          reason: `expected the name of a model, got ${Kind.show(model)}`
        })
      )
}

/** What would be legal, in the caller's spelling; core leaves it open here and there. */
const legalOf = (
  { legal, option, reason }: InvalidRequest,
  { formats, spellingOf }: ImagesRequest
): string | undefined => {
  if (legal !== undefined) return legal.startsWith("providerOptions.") ? spellingOf(legal) : legal
  if (!reason.endsWith("does not take it")) return undefined
  return option === "outputFormat" && formats.length > 0 ? formats.join(" or ") : "without it"
}

/** An error whose option is named as the caller wrote it. */
export const spelledError = (request: ImagesRequest, error: GatewayError): GatewayError =>
  error._tag === "InvalidRequest"
    ? new InvalidRequest({
        ...error,
        option: request.spellingOf(error.option),
        legal: legalOf(error, request)
      })
    : error

/** A warning of core whose option is named as the caller wrote it. */
export const spelledWarning = (request: ImagesRequest, warning: Warning): Warning =>
  warning.code === "Unsupported"
    ? new Warning({
        ...warning,
        message: warning.message.replace(/^[a-zA-Z.]+(?=: )/, request.spellingOf)
      })
    : warning
