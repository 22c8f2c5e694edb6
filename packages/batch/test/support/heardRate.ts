/** How fast a stand-in heard of jobs, by its own clock, which doesn't jump. */
import { assert } from "@effect/vitest"
import type { Services } from "./services.js"

/** The most in any window of so many milliseconds. */
export const mostWithin = ({ heard }: Pick<Services, "heard">, millis: number): number => {
  const times = heard.map(({ at }) => at).sort((one, other) => one - other)
  let first = 0
  let most = 0
  times.forEach((time, last) => {
    while (time - (times[first] ?? time) > millis) first++
    most = Math.max(most, last - first + 1)
  })
  return most
}

/** Milliseconds from the first to the last. */
export const spanOf = ({ heard }: Pick<Services, "heard">): number => {
  const times = heard.map(({ at }) => at)
  return Math.max(...times) - Math.min(...times)
}

/**
 * What begins evenly may come to the socket a little closer together: each window may hold so many
 * more. Without the rate, or with one for each worker, it would hold many times as many.
 */
export const checkRate = (
  services: Pick<Services, "heard">,
  { perMinute, slack }: { readonly perMinute: number; readonly slack: number }
) => {
  for (const seconds of [1, 2, 5]) {
    const most = mostWithin(services, seconds * 1000)
    assert.isAtMost(most, (perMinute / 60) * seconds + slack, `within ${seconds} s`)
  }
  const apart = 60_000 / perMinute
  assert.isAtLeast(spanOf(services), (services.heard.length - 1 - slack) * apart)
}
