import { Api } from "../Api.js"
import { endpointsOf, patternOf } from "./endpointsOf.js"

const endpoints = endpointsOf(Api).map(({ method, path }) => ({ method, pattern: patternOf(path) }))

/** The methods that a path has, for a request that has come with another one. */
export const methodsOf = (path: string): ReadonlyArray<string> =>
  Array.from(
    new Set(endpoints.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
  )
