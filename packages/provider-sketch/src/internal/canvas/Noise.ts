import { Random } from "./Random.js"

/** Side of the tile of noise; a power of two. */
export const tileSize = 256

/** Steps between 0 and 1; few of them, since each costs bytes in the file. */
const levels = 4

let tile: Float32Array | undefined

/** Even noise without clumps (white noise less its local mean), each value in [-0.5, 0.5]. */
export const noiseTile = (): Float32Array => {
  if (tile !== undefined) return tile
  const random = new Random("grain")
  const white = new Float32Array(tileSize * tileSize)
  for (let index = 0; index < white.length; index++) white[index] = random.next() - 0.5
  const result = new Float32Array(white.length)
  const mask = tileSize - 1
  for (let y = 0; y < tileSize; y++) {
    for (let x = 0; x < tileSize; x++) {
      const at = (dx: number, dy: number): number =>
        white[((y + dy) & mask) * tileSize + ((x + dx) & mask)]!
      const near = at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1)
      const value = 0.8 * at(0, 0) - 0.1 * near
      const bounded = Math.min(0.5, Math.max(-0.5, value))
      result[y * tileSize + x] = Math.round(bounded * levels) / levels
    }
  }
  tile = result
  return result
}

/** Smooth noise along a line, in [-1, 1], one hill and valley per unit or so. */
export const wander = (random: Random): ((at: number) => number) => {
  const values = Array.from({ length: 64 }, () => random.between(-1, 1))
  return (at) => {
    const floor = Math.floor(at)
    const part = at - floor
    const ease = part * part * (3 - 2 * part)
    const from = values[((floor % 64) + 64) % 64] ?? 0
    const to = values[(((floor + 1) % 64) + 64) % 64] ?? 0
    return from + (to - from) * ease
  }
}

/** Several octaves of `wander`; roughness (0 to 1) is how much each finer one adds. */
export const rugged = (
  random: Random,
  octaves: number,
  roughness: number
): ((at: number) => number) => {
  const layers = Array.from({ length: octaves }, (_, index) => wander(random.fork(`${index}`)))
  return (at) => {
    let sum = 0
    let weight = 1
    let frequency = 1
    for (const layer of layers) {
      sum += weight * layer(at * frequency + 17 * weight)
      weight *= roughness
      frequency *= 2
    }
    return sum
  }
}
