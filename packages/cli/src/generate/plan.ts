/** How several pictures are split over calls of the model. */

/** One call of the model. */
export interface Call {
  /** Counts from 1. */
  readonly n: number
  /** Pictures of this call; `undefined` when the caller named no count. */
  readonly count: number | undefined
  readonly seed: number | undefined
}

/**
 * One call where the model makes as many pictures by itself, else as few as possible. A seed that
 * was given counts up from call to call, since the same seed would make the same picture.
 */
export const plan = (
  count: number | undefined,
  perCall: number,
  seed: number | undefined
): ReadonlyArray<Call> => {
  if (count === undefined || count <= perCall || count < 1) return [{ n: 1, count, seed }]
  const calls = Math.ceil(count / perCall)
  return Array.from({ length: calls }, (_, index) => ({
    n: index + 1,
    count: Math.min(perCall, count - index * perCall),
    seed: seed === undefined ? undefined : seed + index
  }))
}
