import * as Schema from "effect/Schema"
import type { GatewayError } from "../../GatewayError.js"

/** Somebody else cancelled the generation that was listened to. */
export class CancelledElsewhere extends Schema.TaggedError<CancelledElsewhere>(
  "@easel/server/CancelledElsewhere"
)("CancelledElsewhere", { id: Schema.String }) {
  override get message(): string {
    return `the generation ${this.id} was cancelled by somebody else`
  }
}

/** What a gateway, or the way to it, can fail with. */
export type ClientError = GatewayError | CancelledElsewhere
