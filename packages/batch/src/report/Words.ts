/** Numbers, money and times as people write them. */
import type { Cost } from "@easel/core/Receipt"

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 4 })

export const number = (value: number): string => plain.format(value)

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`

const formats = new Map<string, Intl.NumberFormat>()

/** Making one costs more than all that is said of an item. */
const formatOf = (currency: string): Intl.NumberFormat => {
  const known = formats.get(currency)
  if (known !== undefined) return known
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 4 }
  const format = new Intl.NumberFormat("en", { style: "currency", currency, ...digits })
  formats.set(currency, format)
  return format
}

/** `$0.04` for codes of ISO 4217, `3 credits` for a service's own unit. */
export const money = ({ amount, currency }: Cost): string =>
  /^[A-Z]{3}$/.test(currency) ? formatOf(currency).format(amount) : `${number(amount)} ${currency}`

/** `0.4 s`, `3 min 20 s`, `1 h 5 min`. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `2026-11-27 10:15 UTC` */
export const moment = (time: Date): string =>
  `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`
