/** The resident memory of a process, as Linux tells it. */
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/** Only there can a process be looked at from outside without a tool. */
export const noProcessFiles = !existsSync("/proc/self/status")

const mebibytesIn = (status: string, field: "VmRSS" | "VmHWM"): number | undefined => {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
}

const statusOf = (pid: number): Effect.Effect<string> =>
  Effect.promise(() => readFile(`/proc/${pid}/status`, "utf8").catch(() => ""))

/** In MiB. */
export interface ResidentMemory {
  /** As the kernel noted it, so that nothing between two looks is missed. */
  readonly peak: number
  /** Averages of the three parts of the time. */
  readonly thirds: readonly [number, number, number]
  readonly samples: number
}

const average = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const sumUp = (samples: ReadonlyArray<number>, peak: number): ResidentMemory => {
  const third = Math.floor(samples.length / 3)
  return {
    peak,
    thirds: [
      average(samples.slice(0, third)),
      average(samples.slice(third, 2 * third)),
      average(samples.slice(2 * third))
    ],
    samples: samples.length
  }
}

/** What a process takes while an effect runs, looked at four times a second. */
export const watched = <A, E, R>(pid: number, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const samples: Array<number> = []
    let peak = 0
    const look = Effect.map(statusOf(pid), (status) => {
      const now = mebibytesIn(status, "VmRSS")
      if (now !== undefined) samples.push(now)
      peak = Math.max(peak, mebibytesIn(status, "VmHWM") ?? 0)
    })
    const value = yield* Effect.raceFirst(
      effect,
      Effect.zipRight(Effect.repeat(look, Schedule.spaced(Duration.millis(250))), Effect.never)
    )
    return { value, memory: sumUp(samples, peak) }
  })
