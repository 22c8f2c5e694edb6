/**
 * Sine, cosine and roots from + - * / alone. ECMAScript leaves the last digits of `Math.sin` and
 * `Math.pow` to the engine; these come out the same everywhere, so the pixels do too.
 */

/** Sine of an angle in turns (1 = a full circle); error below 2e-7. */
export const sine = (turns: number): number => {
  let part = turns - Math.floor(turns)
  let sign = 1
  if (part >= 0.5) {
    part -= 0.5
    sign = -1
  }
  if (part > 0.25) part = 0.5 - part
  const angle = part * 6.283185307179586
  const square = angle * angle
  const series =
    1 -
    (square / 6) *
      (1 - (square / 20) * (1 - (square / 42) * (1 - (square / 72) * (1 - square / 110))))
  return sign * angle * series
}

/** Cosine of an angle in turns. */
export const cosine = (turns: number): number => sine(turns + 0.25)

/** Cube root of a number that is not negative, by Newton's method. */
export const cubeRoot = (value: number): number => {
  if (value <= 0) return 0
  let guess = value > 1 ? value : 0.2 + 0.8 * value
  for (let round = 0; round < 12; round++) guess = (2 * guess + value / (guess * guess)) / 3
  return guess
}

export const clamp = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value

export const mix = (from: number, to: number, share: number): number => from + (to - from) * share

/** 0 below `low`, 1 above `high`, smooth between. */
export const smoothstep = (low: number, high: number, value: number): number => {
  const share = clamp((value - low) / (high - low), 0, 1)
  return share * share * (3 - 2 * share)
}
