import * as Duration from "effect/Duration"

const seconds = (value: number): Duration.Duration | undefined =>
  Number.isFinite(value) && value >= 0 ? Duration.seconds(value) : undefined

/**
 * How long the service asks to wait: `Retry-After-Ms` in milliseconds, as OpenAI and Azure send it,
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or the `t` of the `RateLimit` draft that
 * Hugging Face sends, once no requests are left (`r=0`).
 */
export const retryAfter = (
  headers: Readonly<Record<string, string | undefined>>,
  now: number
): Duration.Duration | undefined => {
  const exact = headers["retry-after-ms"]?.trim() ?? ""
  if (/^\d+(\.\d+)?$/.test(exact)) return seconds(Number(exact) / 1000)
  const value = headers["retry-after"]?.trim()
  if (value !== undefined && value !== "") {
    if (/^\d+(\.\d+)?$/.test(value)) return seconds(Number(value))
    const date = /^[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
    if (!Number.isNaN(date)) return Duration.millis(Math.max(0, date - now))
  }
  const rate = headers["ratelimit"] ?? ""
  const limit = /;\s*r=0*[1-9]/.test(rate) ? null : /(?:^|;)\s*t=(\d+)/.exec(rate)
  return limit === null ? undefined : seconds(Number(limit[1]))
}
