/** Metrics of one name as Prometheus reads them: the text exposition format, version 0.0.4. */

export interface Sample {
  /** Such as `_bucket`; empty for most. */
  readonly suffix: string
  readonly labels: ReadonlyArray<readonly [name: string, value: string]>
  readonly value: number
}

export interface Family {
  readonly name: string
  readonly type: "counter" | "gauge" | "histogram" | "summary"
  readonly help: string
  readonly samples: ReadonlyArray<Sample>
}

/** A family of a single number. */
export const single = (
  name: string,
  type: "counter" | "gauge",
  help: string,
  value: number
): Family => ({ name, type, help, samples: [{ suffix: "", labels: [], value }] })

/** Letters, digits and `_`; OpenTelemetry's dots become `_`. */
export const nameOf = (text: string): string =>
  text.replace(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_")

export const numberOf = (value: number): string => {
  if (value === Number.POSITIVE_INFINITY) return "+Inf"
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value)
}

const helpOf = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")

const valueOf = (text: string): string => helpOf(text).replaceAll('"', '\\"')

const labelsOf = (labels: Sample["labels"]): string =>
  labels.length === 0
    ? ""
    : `{${labels.map(([name, value]) => `${nameOf(name)}="${valueOf(value)}"`).join(",")}}`

const linesOf = ({ help, name, samples, type }: Family): ReadonlyArray<string> => [
  `# HELP ${name} ${helpOf(help)}`,
  `# TYPE ${name} ${type}`,
  ...samples.map(
    ({ labels, suffix, value }) => `${name}${suffix}${labelsOf(labels)} ${numberOf(value)}`
  )
]

/** The whole text. */
export const render = (families: ReadonlyArray<Family>): string =>
  families
    .flatMap(linesOf)
    .map((line) => `${line}\n`)
    .join("")
