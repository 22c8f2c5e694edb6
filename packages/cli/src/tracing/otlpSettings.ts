/** What OpenTelemetry's variables say of the exporter, as its specification reads them. */
import * as Either from "effect/Either"
import { UsageError } from "../UsageError.js"

export interface OtlpSettings {
  /** Where spans are posted to. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly encoding: "Json" | "Protobuf"
  readonly serviceName: string
  /** Of the resource, the name of the service apart. */
  readonly attributes: Readonly<Record<string, string>>
}

export type Environment = Readonly<Record<string, string | undefined>>

const traces = (environment: Environment, name: string): string | undefined =>
  environment[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || environment[`OTEL_EXPORTER_OTLP_${name}`]

/** The address of traces stands as it is; the common one is the root of all signals. */
const urlOf = (environment: Environment): string =>
  environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ||
  `${(environment["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "").replace(/\/+$/, "")}/v1/traces`

const decode = (text: string): string =>
  Either.getOrElse(
    Either.try(() => decodeURIComponent(text)),
    () => text
  )

/** `name=value,name=value`, percent-encoded. */
const pairs = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(",").flatMap((pair) => {
      const equals = pair.indexOf("=")
      const name = pair.slice(0, equals).trim()
      return equals < 1 || name === "" ? [] : [[name, decode(pair.slice(equals + 1).trim())]]
    })
  )

const encodings: Readonly<Record<string, OtlpSettings["encoding"]>> = {
  "http/protobuf": "Protobuf",
  "http/json": "Json"
}

export const read = (environment: Environment): Either.Either<OtlpSettings, UsageError> => {
  const url = urlOf(environment)
  const protocol = traces(environment, "PROTOCOL") ?? "http/protobuf"
  const encoding = encodings[protocol]
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    return Either.left(
      new UsageError({
        message: "OTEL_EXPORTER_OTLP_ENDPOINT is no http address",
        hint: "such as http://127.0.0.1:4318"
      })
    )
  }
  if (encoding === undefined) {
    return Either.left(
      new UsageError({
        message: `OTEL_EXPORTER_OTLP_PROTOCOL: ${protocol} is not supported`,
        hint: `use ${Object.keys(encodings).join(" or ")}, usually on port 4318`
      })
    )
  }
  const { "service.name": name = "easel", ...attributes } = pairs(
    environment["OTEL_RESOURCE_ATTRIBUTES"] ?? ""
  )
  return Either.right({
    url,
    encoding,
    headers: pairs(traces(environment, "HEADERS") ?? ""),
    serviceName: environment["OTEL_SERVICE_NAME"] || name,
    attributes
  })
}
