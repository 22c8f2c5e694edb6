/** What is taken from a byte: nothing, its left neighbour, the one above, or the Paeth guess. */
type FilterType = 0 | 1 | 2 | 4

const paeth = (left: number, above: number, corner: number): number => {
  const toLeft = above > corner ? above - corner : corner - above
  const toAbove = left > corner ? left - corner : corner - left
  const sum = left + above - 2 * corner
  const toCorner = sum < 0 ? -sum : sum
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

const filterTypes: ReadonlyArray<FilterType> = [0, 1, 2, 4]

/**
 * Filters rows of RGB pixels for compression. Each row takes the filter whose bytes repeat most
 * (the largest sum of squared counts, on a sample of the row).
 */
export class RowFilter {
  private previous: Uint8Array
  private readonly counts = new Uint32Array(256)

  constructor(private readonly width: number) {
    this.previous = new Uint8Array(width * 3)
  }

  /** `pixels` are whole rows below those given before; the result has a filter byte in each row. */
  filter(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
    const stride = this.width * 3
    const rows = pixels.length / stride
    const result = new Uint8Array(rows * (stride + 1))
    for (let row = 0; row < rows; row++) {
      const current = pixels.subarray(row * stride, (row + 1) * stride)
      this.apply(this.best(current), current, result, row * (stride + 1))
      this.previous = current
    }
    return result
  }

  private best(current: Uint8Array): FilterType {
    let best: FilterType = 0
    let highest = -1
    for (const type of filterTypes) {
      const score = this.repetition(type, current)
      if (score > highest) {
        highest = score
        best = type
      }
    }
    return best
  }

  private repetition(type: FilterType, current: Uint8Array): number {
    const { counts, previous } = this
    counts.fill(0)
    let score = 0
    for (let pixel = 3; pixel < current.length; pixel += 18) {
      for (let at = pixel; at < pixel + 3; at++) {
        const left = current[at - 3]!
        const above = previous[at]!
        const guess =
          type === 0
            ? 0
            : type === 1
              ? left
              : type === 2
                ? above
                : paeth(left, above, previous[at - 3]!)
        const byte = (current[at]! - guess) & 255
        const count = counts[byte]!
        score += 2 * count + 1
        counts[byte] = count + 1
      }
    }
    return score
  }

  private apply(type: FilterType, current: Uint8Array, target: Uint8Array, offset: number): void {
    const { previous } = this
    target[offset] = type
    const start = offset + 1
    if (type === 0) {
      target.set(current, start)
      return
    }
    for (let at = 0; at < current.length; at++) {
      const left = at < 3 ? 0 : current[at - 3]!
      const above = previous[at]!
      const guess =
        type === 1 ? left : type === 2 ? above : paeth(left, above, at < 3 ? 0 : previous[at - 3]!)
      target[start + at] = current[at]! - guess
    }
  }
}
