import * as Duration from "effect/Duration"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Bar } from "./wire.js"

export const seconds = (amount: number | null | undefined): Duration.Duration | undefined =>
  typeof amount === "number" && amount >= 0 ? Duration.seconds(amount) : undefined

/** An outer bar counts what is whole, and the bar inside it a part of the next. */
const fractionOf = (inner: number, { index, length, progress }: Bar): number =>
  progress ?? (length ? ((index ?? 0) + inner) / length : inner)

/** What the bars of a program say, the innermost last. */
export const progressOf = (
  bars: ReadonlyArray<Bar>,
  words: (text: string) => string
): ProviderEvent.ProviderEvent | undefined => {
  const innermost = bars.at(-1)
  if (innermost === undefined) return undefined
  const { desc, index, length, unit } = innermost
  return ProviderEvent.progress({
    fraction: bars.reduceRight(fractionOf, 0),
    step: index ?? undefined,
    total: length ?? undefined,
    unit: unit ? words(unit) : undefined,
    message: desc ? words(desc) : undefined
  })
}
