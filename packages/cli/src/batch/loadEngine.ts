/** Loads a command that needs the engine, whose database has a part that is not there for every machine. */
import * as Effect from "effect/Effect"
import { UsageError } from "../UsageError.js"

const isMissingDatabase = (cause: unknown): boolean =>
  cause instanceof Error &&
  "code" in cause &&
  (cause.code === "ERR_MODULE_NOT_FOUND" || cause.code === "MODULE_NOT_FOUND") &&
  cause.message.includes("libsql")

export const loadEngine = <A>(load: () => Promise<A>): Effect.Effect<A, UsageError> =>
  Effect.tryPromise({ try: load, catch: (cause) => cause }).pipe(
    Effect.catchAll((cause) =>
      isMissingDatabase(cause)
        ? new UsageError({
            message: `batches need the package libsql, which is not installed for ${process.platform} on ${process.arch}`,
            hint: "install Easel again without --omit=optional, or use a machine that it has a build for"
          })
        : Effect.die(cause)
    )
  )
