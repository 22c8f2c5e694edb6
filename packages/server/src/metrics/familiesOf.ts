/** Effect's metrics, in the families of Prometheus. */
import type * as MetricPair from "effect/MetricPair"
import * as MetricKeyType from "effect/MetricKeyType"
import * as MetricState from "effect/MetricState"
import * as Option from "effect/Option"
import { type Family, nameOf, numberOf, type Sample } from "./Family.js"

type Pair = MetricPair.MetricPair.Untyped
type Labels = Sample["labels"]

/** What is measured in seconds says so in its name. */
const inSeconds = /^gen_ai_client_inference_(duration|time_to_first_chunk)$/

const histogramSamples = (
  { buckets, count, sum }: MetricState.MetricState.Histogram,
  labels: Labels
): ReadonlyArray<Sample> => [
  ...buckets
    .filter(([boundary]) => Number.isFinite(boundary))
    .map(([boundary, value]) => ({
      suffix: "_bucket",
      labels: [...labels, ["le", numberOf(boundary)] as const],
      value
    })),
  { suffix: "_bucket", labels: [...labels, ["le", "+Inf"]], value: count },
  { suffix: "_sum", labels, value: sum },
  { suffix: "_count", labels, value: count }
]

const summarySamples = (
  { count, quantiles, sum }: MetricState.MetricState.Summary,
  labels: Labels
): ReadonlyArray<Sample> => [
  ...quantiles.map(([quantile, value]) => ({
    suffix: "",
    labels: [...labels, ["quantile", numberOf(quantile)] as const],
    value: Option.getOrElse(value, () => Number.NaN)
  })),
  { suffix: "_sum", labels, value: sum },
  { suffix: "_count", labels, value: count }
]

interface Read {
  readonly type: Family["type"]
  readonly samples: ReadonlyArray<Sample>
}

const read = ({ metricKey, metricState }: Pair, labels: Labels): Read | undefined => {
  const { keyType } = metricKey
  if (MetricState.isCounterState(metricState)) {
    const grows = MetricKeyType.isCounterKey(keyType) && keyType.incremental
    return {
      type: grows ? "counter" : "gauge",
      samples: [{ suffix: "", labels, value: Number(metricState.count) }]
    }
  }
  if (MetricState.isGaugeState(metricState)) {
    return { type: "gauge", samples: [{ suffix: "", labels, value: Number(metricState.value) }] }
  }
  if (MetricState.isHistogramState(metricState)) {
    return { type: "histogram", samples: histogramSamples(metricState, labels) }
  }
  if (MetricState.isSummaryState(metricState)) {
    return { type: "summary", samples: summarySamples(metricState, labels) }
  }
  if (MetricState.isFrequencyState(metricState)) {
    return {
      type: "counter",
      samples: [...metricState.occurrences].map(([key, value]) => ({
        suffix: "",
        labels: [...labels, ["key", key] as const],
        value
      }))
    }
  }
  return undefined
}

const fullName = (name: string, type: Family["type"]): string => {
  const plain = nameOf(name)
  if (inSeconds.test(plain)) return `${plain}_seconds`
  return type === "counter" && !plain.endsWith("_total") ? `${plain}_total` : plain
}

const labelsOf = ({ metricKey }: Pair): Labels =>
  metricKey.tags.map(({ key, value }) => [key, value] as const)

/** One family for each name. What another metric of the same name and another type has is left out. */
export const familiesOf = (pairs: ReadonlyArray<Pair>): ReadonlyArray<Family> => {
  const families = new Map<string, Family & { readonly samples: Array<Sample> }>()
  for (const pair of pairs) {
    const found = read(pair, labelsOf(pair))
    if (found === undefined) continue
    const name = fullName(pair.metricKey.name, found.type)
    const known = families.get(name)
    if (known === undefined) {
      const help = Option.getOrElse(pair.metricKey.description, () => pair.metricKey.name)
      families.set(name, { name, type: found.type, help, samples: [...found.samples] })
    } else if (known.type === found.type) known.samples.push(...found.samples)
  }
  return [...families.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}
