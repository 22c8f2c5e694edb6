import * as OpenApi from "@effect/platform/OpenApi"
import * as Predicate from "effect/Predicate"

type Content = Readonly<Record<string, unknown>>

const withExample = (part: unknown, value: unknown): unknown => {
  if (!Predicate.isRecord(part) || !Predicate.isRecord(part["content"])) return part
  const content = Object.entries(part["content"]).map(([type, media]): [string, unknown] => [
    type,
    Predicate.isRecord(media) ? { ...media, example: value } : media
  ])
  return { ...part, content: Object.fromEntries(content) }
}

export interface Documentation {
  readonly summary: string
  readonly description: string
  /** A body that may be sent. */
  readonly request?: unknown
  /** A body that may come back. */
  readonly answer?: unknown
  /** The same with the status 202. */
  readonly accepted?: unknown
}

const withExamples =
  ({ accepted, answer, request }: Documentation) =>
  (operation: Content): Record<string, unknown> => {
    const responses = Predicate.isRecord(operation["responses"]) ? operation["responses"] : {}
    return {
      ...operation,
      ...(request === undefined
        ? undefined
        : { requestBody: withExample(operation["requestBody"], request) }),
      responses: {
        ...responses,
        ...(answer === undefined ? {} : { 200: withExample(responses["200"], answer) }),
        ...(accepted === undefined ? {} : { 202: withExample(responses["202"], accepted) })
      }
    }
  }

/** What the documentation says of an endpoint. */
export const documented = (documentation: Documentation) =>
  OpenApi.annotations({
    summary: documentation.summary,
    description: documentation.description,
    transform: withExamples(documentation)
  })
