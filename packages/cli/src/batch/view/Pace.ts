/** How fast a batch goes: over the last two minutes, so that a pause is soon forgotten. */

export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Items that had ended by then. */
  readonly ended: number
}

/** In the order of time. */
export type Pace = ReadonlyArray<Sample>

const span = 120_000

/** Less than this says nothing yet. */
const least = 3000

/** Forgets what lies more than two minutes back, but for the newest of it. */
export const add = (pace: Pace, sample: Sample): Pace => {
  const last = pace.at(-1)
  // Items that are tried again have not ended any more.
  if (last !== undefined && sample.ended < last.ended) return [sample]
  const older = pace.findLastIndex(({ at }) => at <= sample.at - span)
  return [...pace.slice(Math.max(0, older)), sample]
}

/** Items a minute; `undefined` when it is too early to say. */
export const perMinute = (pace: Pace, now: number): number | undefined => {
  const last = pace.at(-1)
  const first = pace.findLast(({ at }) => at <= now - span) ?? pace[0]
  if (first === undefined || last === undefined) return undefined
  const passed = now - first.at
  return passed < least ? undefined : ((last.ended - first.ended) / passed) * 60_000
}

/** Milliseconds until so many items have ended; `undefined` when there are none or nobody can say. */
export const remaining = (items: number, rate: number | undefined): number | undefined =>
  rate === undefined || rate <= 0 || items <= 0 ? undefined : (items / rate) * 60_000
