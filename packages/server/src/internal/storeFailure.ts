import type { PlatformError } from "@effect/platform/Error"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { PictureStoreError } from "../GatewayError.js"

/** The system's own word, `ENOSPC` and the like, where there is one. */
const codeOf = (error: PlatformError): string => {
  const { cause } = error
  if (Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)) return cause.code
  return error._tag === "SystemError" ? error.reason : error._tag
}

/** What goes out names no path of this machine; the log does. */
export const storeFailure =
  (operation: PictureStoreError["operation"]) =>
  (error: PlatformError): Effect.Effect<never, PictureStoreError> =>
    Effect.zipRight(
      Effect.logError("the store of pictures failed", error),
      new PictureStoreError({ operation, description: codeOf(error) })
    )
