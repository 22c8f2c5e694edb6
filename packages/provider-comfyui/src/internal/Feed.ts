import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Messages, ServiceClient } from "@easel/core/ServiceClient"
import type { Message } from "@easel/core/WebSockets"

/** The web socket of one job, as long as there is one. */
export interface Feed {
  /**
   * Waits for messages. None come after a pause, and when the web socket was opened again: something
   * may have been missed.
   */
  readonly next: Effect.Effect<ReadonlyArray<Message>>
}

/** So often it is opened at most, for one job. */
const openings = 4

/** A job that is not heard of for so long is asked about. */
const silence = Duration.seconds(30)

/** Asks for previews that say which job they belong to. */
const hello = JSON.stringify({
  type: "feature_flags",
  data: { supports_preview_metadata: true }
})

/** A job without a web socket, which is asked about after each pause. */
export const silent = (pause: Duration.Duration): Feed => ({
  next: Effect.as(Effect.sleep(pause), [])
})

/**
 * Opens the web socket of a job. Where it can't be opened, or breaks for good, the job goes on
 * without, and is asked about after each pause.
 */
export const make = (
  client: ServiceClient,
  clientId: string,
  pause: Duration.Duration,
  emit: ProviderEvent.Emit
): Effect.Effect<Feed, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    let left = openings
    let socket: Messages | undefined
    let told = false

    const open = client.openMessages({ path: "/ws", query: { clientId }, phase: "Wait" }).pipe(
      Effect.tap(({ send }) => send(hello)),
      Effect.matchEffect({
        onSuccess: (messages) =>
          Effect.sync(() => {
            socket = messages
          }),
        onFailure: (error) => {
          const tell = told
            ? Effect.void
            : emit(
                ProviderEvent.warning(
                  "Polling",
                  `asked from time to time instead: ${error.message}`
                )
              )
          told = true
          return tell
        }
      }),
      Effect.provideService(Scope.Scope, scope)
    )
    const tryOpen = Effect.suspend(() => (left-- > 0 ? open : Effect.void))
    yield* tryOpen

    const next: Feed["next"] = Effect.suspend(() =>
      socket === undefined
        ? Effect.as(Effect.zipRight(Effect.sleep(pause), tryOpen), [])
        : socket.take.pipe(
            Effect.timeoutTo({ duration: silence, onSuccess: (all) => all, onTimeout: () => [] }),
            Effect.catchAll((error) => {
              socket = undefined
              const again = Effect.zipRight(
                Effect.logDebug(`opened again: ${error.message}`),
                tryOpen
              )
              return Effect.as(again, [])
            })
          )
    )
    return { next }
  })
