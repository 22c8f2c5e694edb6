/** One of the calls that make the pictures of a request together. */
export interface Part {
  readonly count: number
  readonly seed: number | undefined
}

/** As few calls as possible. A seed counts up, since the same one would make the same picture. */
export const split = (
  count: number,
  most: number,
  seed: number | undefined
): ReadonlyArray<Part> => {
  const perCall = Math.max(1, most)
  return Array.from({ length: Math.ceil(count / perCall) }, (_, index) => ({
    count: Math.min(perCall, count - index * perCall),
    seed: seed === undefined ? undefined : seed + index * perCall
  }))
}
