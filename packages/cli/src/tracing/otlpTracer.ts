import * as OtlpSerialization from "@effect/opentelemetry/OtlpSerialization"
import * as OtlpTracer from "@effect/opentelemetry/OtlpTracer"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { UsageError } from "../UsageError.js"
import * as otlpSettings from "./otlpSettings.js"

const serializations = {
  Json: OtlpSerialization.layerJson,
  Protobuf: OtlpSerialization.layerProtobuf
}

/** The exporter would read the variables again, in its own way. */
const nothingElse = Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))

/** What is left is sent when the scope closes, within 3 seconds. */
export const layer: Layer.Layer<never, UsageError> = Layer.unwrapEffect(
  Effect.map(
    otlpSettings.read(process.env),
    ({ attributes, encoding, headers, serviceName, url }) =>
      OtlpTracer.layer({
        url,
        headers,
        resource: { serviceName, serviceVersion: EASEL_VERSION, attributes }
      }).pipe(
        Layer.provide(nothingElse),
        Layer.provide(serializations[encoding]),
        Layer.provide(FetchHttpClient.layer)
      )
  )
)
