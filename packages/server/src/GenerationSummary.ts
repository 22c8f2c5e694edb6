import * as Schema from "effect/Schema"
import { ImageResponse } from "@easel/core/ImageEvent"
import { ToldError } from "./internal/ToldError.js"

/** Where a generation stands. */
export class GenerationSummary extends Schema.Class<GenerationSummary>(
  "@easel/server/GenerationSummary"
)({
  id: Schema.String,
  createdAt: Schema.DateFromString,
  status: Schema.Literal("Queued", "Running", "Done", "Failed", "Cancelled"),
  provider: Schema.String,
  model: Schema.String,
  prompt: Schema.String,
  /** When it is done; its pictures are addresses at the gateway. */
  response: Schema.optional(ImageResponse),
  /** When it has failed; in JSON with its `message`. */
  error: Schema.optional(ToldError)
}) {}
