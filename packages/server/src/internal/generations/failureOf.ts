import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ProviderDefect } from "@easel/core/ImageError"
import type { GatewayError } from "../../GatewayError.js"

/** The error to tell. A mistake of the gateway itself goes to the log, and no further. */
export const failureOf = (cause: Cause.Cause<GatewayError>): Effect.Effect<GatewayError> =>
  Option.match(Cause.failureOption(cause), {
    onNone: () =>
      Effect.as(
        Effect.logError("a generation died", cause),
        new ProviderDefect({ description: "it ended with a mistake, see the gateway's log" })
      ),
    onSome: Effect.succeed
  })
