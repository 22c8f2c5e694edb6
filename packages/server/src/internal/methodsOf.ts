import * as HttpApi from "@effect/platform/HttpApi"
import { Api } from "../Api.js"

interface Pattern {
  readonly method: string
  readonly path: RegExp
}

/** A path of the API, `:name` standing for one segment and a last `*` for all that follow. */
const patternOf = (path: string): RegExp => {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:\w+/g, "[^/]+")
    .replace(/\*$/, ".+")
  return new RegExp(`^${source}$`)
}

const patterns: ReadonlyArray<Pattern> = (() => {
  const found: Array<Pattern> = []
  HttpApi.reflect(Api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      found.push({ method: endpoint.method, path: patternOf(endpoint.path) })
    }
  })
  return found
})()

/** The methods that a path has, for a request that has come with another one. */
export const methodsOf = (path: string): ReadonlyArray<string> =>
  Array.from(
    new Set(patterns.filter((pattern) => pattern.path.test(path)).map(({ method }) => method))
  )
