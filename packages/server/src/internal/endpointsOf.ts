import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"

export interface Endpoint {
  readonly method: string
  /** As it is declared: `"/api/generations/:id"`. */
  readonly path: string
}

/** The endpoints of an API. */
export const endpointsOf = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>
): ReadonlyArray<Endpoint> => {
  const found: Array<Endpoint> = []
  HttpApi.reflect(api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint: { method, path } }) => {
      found.push({ method, path })
    }
  })
  return found
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** `:name` stands for one part, and a last `*` for all that follow. */
const partPattern = (part: string): string => {
  if (part === "*") return ".+"
  return part.startsWith(":") ? "[^/]+" : escape(part)
}

/** What a declared path matches. */
export const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.split("/").map(partPattern).join("/")}$`)
