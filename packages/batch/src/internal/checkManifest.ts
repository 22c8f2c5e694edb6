/** What is handed in is held against what a database may hold, before anything is written. */
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { InvalidBatch } from "../BatchError.js"
import { BatchSettings } from "../BatchSettings.js"
import { BatchName } from "./batchRow.js"

const validate = Schema.validate(
  Schema.Struct({ id: BatchName, source: Schema.String, settings: BatchSettings })
)

interface Head {
  readonly id: string
  readonly source: string
  readonly settings: BatchSettings
}

export const checkManifest = ({ id, settings, source }: Head): Effect.Effect<void, InvalidBatch> =>
  Effect.mapError(validate({ id, settings, source }), (error) => {
    const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
    return new InvalidBatch({
      id: id.slice(0, 100),
      field: (issue?.path ?? []).map(String).join("."),
      reason: issue?.message ?? error.message
    })
  })
