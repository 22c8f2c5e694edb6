import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { GenerationTimeout } from "../ImageError.js"

/** Watches a socket for silence. */
export interface IdleWatch {
  /** A byte came. */
  readonly alive: () => void
  /** The error, once the silence was too long. */
  readonly expired: () => GenerationTimeout | undefined
}

/** Closes the socket when nothing came for too long: one fiber a stream, none an event. */
export const watchIdle = (
  socket: Scope.CloseableScope,
  idleTimeout: Duration.Duration
): Effect.Effect<IdleWatch, never, Scope.Scope> =>
  Effect.clockWith((clock) => {
    const limit = Duration.toMillis(idleTimeout)
    let lastByte = clock.unsafeCurrentTimeMillis()
    let expired: GenerationTimeout | undefined
    const watch: Effect.Effect<void> = Effect.suspend(() => {
      const left = lastByte + limit - clock.unsafeCurrentTimeMillis()
      if (left > 0) return Effect.zipRight(Effect.sleep(left), watch)
      expired = new GenerationTimeout({ deadline: "Idle", duration: idleTimeout })
      return Scope.close(socket, Exit.void)
    })
    return Effect.as(Effect.forkScoped(watch), {
      alive: () => {
        lastByte = clock.unsafeCurrentTimeMillis()
      },
      expired: () => expired
    })
  })
