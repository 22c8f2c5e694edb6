/**
 * Names of spans, attributes and metrics: the OpenTelemetry GenAI conventions, with
 * `gen_ai.output.type = "image"` on `generate_content`, since they know no image operation.
 *
 * Prompts are not recorded.
 */
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as MetricBoundaries from "effect/MetricBoundaries"
import type { ModelInfo } from "./ModelInfo.js"
import type { ResolvedRequest } from "./ResolvedRequest.js"

/** `generate_content stabilityai-stable-diffusion-3-5-large`. */
export const spanName = (info: ModelInfo): string => `generate_content ${info.name}`

/** Attributes known before anything is sent. */
export const requestAttributes = (
  info: ModelInfo,
  request: ResolvedRequest
): Record<string, unknown> => ({
  "gen_ai.operation.name": "generate_content",
  "gen_ai.output.type": "image",
  "gen_ai.provider.name": info.provider,
  "gen_ai.system": info.provider,
  "gen_ai.request.model": info.name,
  "gen_ai.request.stream": true,
  "gen_ai.request.choice.count": request.count,
  "gen_ai.request.image.width": request.width,
  "gen_ai.request.image.height": request.height,
  ...(request.seed === undefined ? {} : { "gen_ai.request.seed": request.seed })
})

const boundaries = MetricBoundaries.exponential({ start: 0.1, factor: 2, count: 14 })

/** Seconds from the call to the finished picture or the error. */
export const duration = Metric.histogram(
  "gen_ai.client.inference.duration",
  boundaries,
  "Seconds from the call to the finished picture or the error"
)

/** Seconds from the call to the first preview. */
export const timeToFirstPreview = Metric.histogram(
  "gen_ai.client.inference.time_to_first_chunk",
  boundaries,
  "Seconds from the call to the first preview"
)

/** Generations by outcome: `error.type` is the error's tag, `interrupted`, `defect` or `none`. */
export const generations = Metric.counter("easel.generations", {
  description: "Generations by provider, model and error.type",
  incremental: true
})

/** The metrics of one model and one outcome. */
export interface ModelMetrics {
  readonly duration: Metric.Metric.Histogram<number>
  readonly timeToFirstPreview: Metric.Metric.Histogram<number>
  readonly generations: Metric.Metric.Counter<number>
}

const known = new WeakMap<ModelInfo, Map<string, ModelMetrics>>()

/** The metrics with their labels, made once for each model and outcome. */
export const metricsOf = (info: ModelInfo, errorType: string): ModelMetrics => {
  const outcomes = known.get(info) ?? new Map<string, ModelMetrics>()
  known.set(info, outcomes)
  const found = outcomes.get(errorType)
  if (found !== undefined) return found
  const labels = [
    MetricLabel.make("gen_ai.provider.name", info.provider),
    MetricLabel.make("gen_ai.request.model", info.name),
    MetricLabel.make("error.type", errorType)
  ]
  const made: ModelMetrics = {
    duration: Metric.taggedWithLabels(duration, labels),
    timeToFirstPreview: Metric.taggedWithLabels(timeToFirstPreview, labels),
    generations: Metric.taggedWithLabels(generations, labels)
  }
  outcomes.set(errorType, made)
  return made
}
