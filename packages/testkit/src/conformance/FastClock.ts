import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Milliseconds of the wall between two turns of the clock. */
const interval = 2

/** What one turn counts at most, so that a process that got no time does not look like silence. */
const longestTurn = 2 * interval

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

/** A clock whose speed can be changed. */
export interface FastClock extends Clock.Clock {
  /** From now on it runs so many times as fast as the one on the wall. */
  readonly hurry: (speed: number) => void
}

/**
 * A clock that runs so many times as fast as the one on the wall: minutes of a deadline pass in a
 * moment, while sockets stay real. When the process is busy it stands still.
 */
export const make = (speed: number): FastClock => {
  let factor = speed
  const start = Date.now()
  const sleepers = new Set<Sleeper>()
  let passed = 0
  let last = performance.now()
  let ticker: ReturnType<typeof setInterval> | undefined

  const read = (): number => {
    const now = performance.now()
    passed += Math.min(longestTurn, now - last) * factor
    last = now
    return passed
  }

  const turn = (): void => {
    const now = read()
    const due = [...sleepers].filter((sleeper) => sleeper.due <= now)
    for (const sleeper of due.sort((a, b) => a.due - b.due)) {
      sleepers.delete(sleeper)
      sleeper.wake()
    }
    rest()
  }

  const rest = (): void => {
    if (sleepers.size > 0 || ticker === undefined) return
    clearInterval(ticker)
    ticker = undefined
  }

  const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
    Effect.async<void>((resume) => {
      const due = read() + Duration.toMillis(duration)
      const sleeper: Sleeper = { due, wake: () => resume(Effect.void) }
      sleepers.add(sleeper)
      ticker ??= setInterval(turn, interval)
      return Effect.sync(() => {
        sleepers.delete(sleeper)
        rest()
      })
    })

  const millis = () => start + Math.floor(read())
  const nanos = () => BigInt(millis()) * 1_000_000n
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    sleep,
    hurry: (speed) => {
      read()
      factor = speed
    }
  }
}
