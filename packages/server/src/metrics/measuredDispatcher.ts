import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import { Dispatcher, type Finished } from "../Dispatcher.js"
import type { GatewayError } from "../GatewayError.js"
import * as gatewayMetrics from "./gatewayMetrics.js"

const reasonOf = (error: GatewayError): string => {
  if (
    "reason" in error &&
    error._tag !== "InvalidRequest" &&
    error._tag !== "ProviderUnavailable"
  ) {
    return error.reason
  }
  if ("limit" in error && typeof error.limit === "string") return error.limit
  return "deadline" in error ? error.deadline : ""
}

const failed = (error: GatewayError): Effect.Effect<void> =>
  Metric.increment(
    Metric.taggedWithLabels(gatewayMetrics.failures, [
      MetricLabel.make("error", error._tag),
      MetricLabel.make("reason", reasonOf(error))
    ])
  )

const made = ({ pictures }: Finished): Effect.Effect<void> =>
  Effect.zipRight(
    Metric.incrementBy(gatewayMetrics.pictures, pictures.length),
    Metric.incrementBy(
      gatewayMetrics.pictureBytes,
      pictures.reduce((sum, { bytes }) => sum + bytes.length, 0)
    )
  )

/** A dispatcher that counts what it makes, and why it fails or refuses. */
export const layer: Layer.Layer<Dispatcher, never, Dispatcher> = Layer.effect(
  Dispatcher,
  Effect.map(Dispatcher, (dispatcher) => ({
    find: (model) => Effect.tapError(dispatcher.find(model), failed),
    resolve: (request) => Effect.tapError(dispatcher.resolve(request), failed),
    generate: (caller, request, options) =>
      dispatcher
        .generate(caller, request, options)
        .pipe(Effect.tapBoth({ onFailure: failed, onSuccess: made }))
  }))
)
