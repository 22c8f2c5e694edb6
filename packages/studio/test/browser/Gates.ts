/** Doors that hold up a generation until a test opens them: no test waits for a time to pass. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

const doors = new Map<string, Deferred.Deferred<void>>()

const word = /\bgate-\w+/

const doorOf = (name: string): Deferred.Deferred<void> => {
  const door = doors.get(name) ?? Deferred.unsafeMake<void>(FiberId.none)
  doors.set(name, door)
  return door
}

/** Waits, when the prompt names a door such as `gate-1`, until that is open. */
export const pass = (prompt: string): Effect.Effect<void> => {
  const name = word.exec(prompt)?.[0]
  return name === undefined ? Effect.void : Deferred.await(doorOf(name))
}

/** Lets through whoever waits, and whoever comes. */
export const open = (name: string): void => {
  Effect.runSync(Deferred.succeed(doorOf(name), undefined))
}
