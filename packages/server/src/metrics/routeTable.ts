import type * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import { endpointsOf, patternOf } from "../internal/endpointsOf.js"

/** What no route answers; one label for all of it, whatever is tried. */
export const unknownRoute = "none"

const isFixed = (path: string): boolean => !/[:*]/.test(path)

/** The routes of an API, and which of them a path belongs to: `"/api/generations/:id"`. */
export const routeTable = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>,
  others: ReadonlyArray<string> = []
): ((path: string) => string) => {
  const paths = new Set([...others, ...endpointsOf(api).map(({ path }) => path)])
  const routes = [...paths]
    .sort((one, other) => Number(isFixed(other)) - Number(isFixed(one)))
    .map((path) => ({ path, pattern: patternOf(path) }))
  return (path) => routes.find(({ pattern }) => pattern.test(path))?.path ?? unknownRoute
}
