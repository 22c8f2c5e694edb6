import type { Server } from "node:http"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { Admission } from "../Admission.js"
import { NodeServer } from "./nodeServer.js"
import { Patience } from "./Patience.js"

/** Waits for it, but no longer than that. */
const atMost = (wait: Effect.Effect<void>, duration: Duration.DurationInput): Effect.Effect<void> =>
  wait.pipe(Effect.interruptible, Effect.timeoutOption(duration), Effect.asVoid)

/** Closes each connection as soon as it rests; those that don't are cut off in the end. */
const closeServer = (server: Server, patience: Duration.Duration): Effect.Effect<void> =>
  Effect.gen(function* () {
    const closed = Effect.async<void>((resume) => {
      server.close(() => resume(Effect.void))
    })
    const closeIdle = Effect.sync(() => server.closeIdleConnections()).pipe(
      Effect.repeat(Schedule.spaced("20 millis")),
      Effect.asVoid
    )
    yield* atMost(Effect.raceFirst(closed, closeIdle), patience)
    server.closeAllConnections()
  })

/**
 * When the scope closes, before anything else does: starts nothing new, gives what runs some time,
 * cancels the rest, and lets the last answers out.
 */
export const layer = (
  grace: Duration.DurationInput
): Layer.Layer<never, never, Admission | NodeServer> =>
  Layer.scopedDiscard(
    Effect.gen(function* () {
      const admission = yield* Admission
      const server = yield* NodeServer
      const patience = yield* Patience
      yield* Effect.addFinalizer(() =>
        Effect.gen(function* () {
          yield* admission.close
          const { running } = yield* admission.load
          if (running > 0) {
            const most = Duration.format(Duration.decode(grace))
            yield* Effect.logInfo(`shutting down: ${running} still running, with ${most} to finish`)
          }
          yield* atMost(admission.drain, grace)
          const { running: left } = yield* admission.load
          yield* admission.cancel
          yield* atMost(admission.drain, patience.cancel)
          yield* closeServer(server, patience.farewell)
          yield* Effect.logInfo(`shut down: ${running - left} finished, ${left} cancelled`)
        })
      )
    })
  )
