import * as Either from "effect/Either"
import { InvalidRequest } from "@easel/core/ImageError"
import type { Endpoint } from "./describeSpace.js"

const option = "providerOptions.gradio.api"

const listOf = (endpoints: ReadonlyArray<Endpoint>): string | undefined =>
  endpoints.length === 0 ? undefined : endpoints.map(({ api }) => api).join(", ")

/** The function that is named, or the only one that makes pictures. */
export const chooseEndpoint = (
  endpoints: ReadonlyArray<Endpoint>,
  name: string | undefined
): Either.Either<Endpoint, InvalidRequest> => {
  const refuse = (reason: string, legal: string | undefined) =>
    Either.left(new InvalidRequest({ option, reason, legal }))
  if (name !== undefined) {
    const found = endpoints.find(({ api }) => api === name.replace(/^\//, ""))
    return found === undefined
      ? refuse(`the Space has no function "${name}" for programs`, listOf(endpoints))
      : Either.right(found)
  }
  const makers = endpoints.filter(({ makesPictures }) => makesPictures)
  const [only] = makers
  if (only === undefined) {
    return refuse("the Space has no function that makes pictures", listOf(endpoints))
  }
  return makers.length === 1
    ? Either.right(only)
    : refuse("several functions of the Space make pictures; name one", listOf(makers))
}
