import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"

/** What no route answers; one label for all of it, whatever is tried. */
export const unknownRoute = "none"

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** What a part of a route stands for; `*` is its last one. */
const partPattern = (part: string): string => {
  if (part === "*") return ".+"
  return part.startsWith(":") ? "[^/]+" : escape(part)
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.split("/").map(partPattern).join("/")}$`)

const isFixed = (path: string): boolean => !/[:*]/.test(path)

/** The routes of an API, and which of them a path belongs to: `"/api/generations/:id"`. */
export const routeTable = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>,
  others: ReadonlyArray<string> = []
): ((path: string) => string) => {
  const paths = new Set(others)
  HttpApi.reflect(api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint }) => {
      paths.add(endpoint.path)
    }
  })
  const routes = [...paths]
    .sort((one, other) => Number(isFixed(other)) - Number(isFixed(one)))
    .map((path) => ({ path, pattern: patternOf(path) }))
  return (path) => routes.find(({ pattern }) => pattern.test(path))?.path ?? unknownRoute
}
