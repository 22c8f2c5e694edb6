/** Traces, where OpenTelemetry's usual variables ask for them. */
import * as Effect from "effect/Effect"

const isSet = (name: string): boolean => (process.env[name] ?? "") !== ""

/** Nothing of it is loaded otherwise. */
const isWanted = (): boolean =>
  process.env["OTEL_SDK_DISABLED"]?.toLowerCase() !== "true" &&
  process.env["OTEL_TRACES_EXPORTER"] !== "none" &&
  (isSet("OTEL_EXPORTER_OTLP_ENDPOINT") || isSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))

/** Sends the spans of an effect to the collector that the environment names. */
export const traced = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() =>
    isWanted()
      ? Effect.promise(() => import("./otlpTracer.js")).pipe(
          Effect.flatMap(({ layer }) => Effect.provide(effect, layer))
        )
      : effect
  )
