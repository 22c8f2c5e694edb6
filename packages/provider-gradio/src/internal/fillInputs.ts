import * as Either from "effect/Either"
import { InvalidRequest } from "@easel/core/ImageError"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { GradioOptions } from "../GradioOptions.js"
import { problemOf } from "./checkValue.js"
import type { Endpoint, Parameter } from "./describeSpace.js"
import { type Placed, placePictures } from "./placePictures.js"
import { placeOf, type WellKnown } from "./wellKnown.js"

/** What a call is made of. */
export interface Material {
  readonly request: ResolvedRequest<GradioOptions>
  /** The size that a request has that names none. */
  readonly usualSize: { readonly width: number; readonly height: number }
  /** At random, 0 to 1: the seed where the request has none. */
  readonly chance: number
}

export interface Filled {
  /** The inputs in order; those of `pictures` are missing still. */
  readonly data: Array<unknown>
  readonly pictures: ReadonlyArray<Placed>
  /** The seed that is sent; `undefined` when the function takes none. */
  readonly seed: number | undefined
  /** What was asked for, or usual, and is not so. */
  readonly changes: ReadonlyArray<string>
}

/** Where the seed's input names no end. */
const largestSeed = 2 ** 31 - 1

/** Without a value of its own, a text is empty and a picture is missing. */
const initial = ({ component, hasDefault, value }: Parameter): unknown => {
  if (hasDefault) return value
  return component === "textbox" || component === "text" ? "" : null
}

/**
 * The inputs of a function for a request: what the request names goes where Spaces usually have it, the
 * caller's own arguments go by name, and the rest is the Space's own. What there is no place for, and
 * what the Space would refuse, is an `InvalidRequest`.
 */
export const fillInputs = (
  endpoint: Endpoint,
  { chance, request, usualSize }: Material
): Either.Either<Filled, InvalidRequest> =>
  Either.gen(function* () {
    const { api, length, parameters } = endpoint
    const data: Array<unknown> = Array.from({ length }, () => null)
    for (const parameter of parameters) data[parameter.position] = initial(parameter)
    const changes: Array<string> = []
    const given = new Set<string>()

    const refuse = (option: string, reason: string, legal?: string) =>
      Either.left(new InvalidRequest({ option, reason, legal }))
    const lacks = (option: string, what: string) =>
      refuse(option, `the function /${api} of the Space ${what}`)
    const put = (option: string, parameter: Parameter, value: unknown) => {
      const problem = problemOf(parameter, value)
      if (problem !== undefined) return refuse(option, problem.reason, problem.legal)
      data[parameter.position] = value
      given.add(parameter.name)
      return Either.void
    }

    const seedPlace = placeOf(endpoint, "seed")
    const randomPlace = placeOf(endpoint, "randomizeSeed")
    const { api: _api, inputs, space: _space, ...named } = request.options
    for (const [name, value] of Object.entries({ ...named, ...inputs })) {
      const option = `providerOptions.gradio.${name}`
      const parameter = parameters.find((each) => each.name === name)
      if (parameter === undefined) {
        const others = parameters.filter((each) => each !== seedPlace && each !== randomPlace)
        const names = others.map((each) => each.name).join(", ")
        yield* refuse(option, `the function /${api} of the Space has no such input`, names)
      } else if (parameter === seedPlace || parameter === randomPlace) {
        yield* refuse(option, "it is the request's own", "seed")
      } else yield* put(option, parameter, value)
    }

    const isUsual = request.width === usualSize.width && request.height === usualSize.height
    /** A field that the request itself has; one that nobody need have asked for may be changed. */
    const putField = (field: WellKnown, value: unknown) => {
      const place = placeOf(endpoint, field)
      if (value === undefined || (place !== undefined && given.has(place.name))) return Either.void
      if (isUsual && (field === "width" || field === "height")) {
        if (place === undefined) return Either.void
        if (problemOf(place, value) === undefined) return put(field, place, value)
        changes.push(`${field} is the Space's own, ${String(place.value)}`)
        return Either.void
      }
      if (place !== undefined) return put(field, place, value)
      if (field !== "prompt" || request.images.length === 0) {
        return lacks(field, "has no input for it that is found")
      }
      changes.push(`the function /${api} of the Space has no input for the prompt`)
      return Either.void
    }
    yield* putField("prompt", request.prompt)
    yield* putField("negativePrompt", request.negativePrompt)
    yield* putField("steps", request.steps)
    yield* putField("guidanceScale", request.guidanceScale)
    yield* putField("strength", request.strength)
    yield* putField("count", request.count > 1 ? request.count : undefined)
    yield* putField("width", request.width)
    yield* putField("height", request.height)

    const { maximum = largestSeed, minimum = 0 } = seedPlace ?? {}
    const chosen = Math.floor(minimum + chance * (Math.min(maximum, largestSeed) - minimum))
    const seed = seedPlace && (request.seed ?? chosen)
    if (seedPlace !== undefined) yield* put("seed", seedPlace, seed)
    else if (request.seed !== undefined) yield* lacks("seed", "takes no seed")
    if (randomPlace !== undefined && seed !== undefined) data[randomPlace.position] = false

    return { data, pictures: yield* placePictures(endpoint, request, given), seed, changes }
  })
