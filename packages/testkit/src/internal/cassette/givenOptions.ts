import type { Input } from "@easel/core/ImageRequest"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The provider's options as the caller wrote them, as far as JSON can say it. */
export const givenOptions = (
  { providerOptions }: Input,
  provider: string
): Readonly<Record<string, unknown>> => {
  const byProvider: Readonly<Record<string, unknown>> = { ...providerOptions }
  const options: unknown = JSON.parse(JSON.stringify(byProvider[provider] ?? {}))
  return isRecord(options) ? options : {}
}
