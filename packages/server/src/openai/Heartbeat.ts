import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { EventBody } from "./EventBody.js"

/** Shorter than the patience of proxies, which is often a minute or half of it. */
const interval = "15 seconds"

/** Keeps the connections of streams alive that have nothing to say. */
export interface Heartbeat {
  readonly add: (body: EventBody) => void
  readonly remove: (body: EventBody) => void
}

/** One fiber for all streams, as long as the scope is open. */
export const make: Effect.Effect<Heartbeat, never, Scope.Scope> = Effect.gen(function* () {
  const bodies = new Set<EventBody>()
  const beat = Effect.sync(() => {
    for (const body of bodies) body.beat()
  })
  yield* Effect.forkScoped(Effect.schedule(beat, Schedule.spaced(interval)))
  return { add: (body) => void bodies.add(body), remove: (body) => void bodies.delete(body) }
})
