/**
 * What Easel's own API says of a generation: core's events between the id that it was given and
 * how it ended. On the wire each is a server-sent event with an `id` that counts from 0, `event`
 * its tag, and `data` its JSON.
 */
import * as Schema from "effect/Schema"
import {
  ImagePreview,
  ImageResponse,
  Progress,
  Queued,
  Restarted,
  Warning
} from "@easel/core/ImageEvent"
import { ToldError } from "./internal/ToldError.js"

/** Always the first: the generation exists, and can be followed, asked after and cancelled. */
export class GenerationCreated extends Schema.TaggedClass<GenerationCreated>(
  "@easel/server/GenerationCreated"
)("GenerationCreated", {
  /** Nobody can guess it. */
  id: Schema.String,
  createdAt: Schema.DateFromString,
  provider: Schema.String,
  model: Schema.String
}) {}

/** The last, instead of an `ImageResponse`. */
export class GenerationFailed extends Schema.TaggedClass<GenerationFailed>(
  "@easel/server/GenerationFailed"
)("GenerationFailed", {
  /** Its fields, and in JSON its `message` beside them. */
  error: ToldError
}) {}

/** The last, instead of an `ImageResponse`: somebody cancelled it. */
export class GenerationCancelled extends Schema.TaggedClass<GenerationCancelled>(
  "@easel/server/GenerationCancelled"
)("GenerationCancelled", {}) {}

export const GenerationEvent = Schema.Union(
  GenerationCreated,
  Queued,
  Progress,
  ImagePreview,
  Warning,
  Restarted,
  ImageResponse,
  GenerationFailed,
  GenerationCancelled
)
export type GenerationEvent = typeof GenerationEvent.Type
