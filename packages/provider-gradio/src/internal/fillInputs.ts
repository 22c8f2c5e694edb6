import * as Either from "effect/Either"
import { InvalidRequest } from "@easel/core/ImageError"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { FileInput } from "../GradioSpace.js"
import type { GradioOptions } from "../GradioOptions.js"
import { problemOf } from "./checkValue.js"
import type { Endpoint, Parameter } from "./describeSpace.js"
import { picturePlaces, placeOf, type WellKnown } from "./wellKnown.js"

/** What a call is made of. */
export interface Material {
  readonly request: ResolvedRequest<GradioOptions>
  /** The size that a request has that names none. */
  readonly usualSize: { readonly width: number; readonly height: number }
  /** At random, 0 to 1: the seed where the request has none. */
  readonly chance: number
  readonly images: ReadonlyArray<FileInput>
  readonly mask: FileInput | undefined
}

export interface Filled {
  readonly data: ReadonlyArray<unknown>
  /** The seed that is sent; `undefined` when the function takes none. */
  readonly seed: number | undefined
  /** What was asked for, or usual, and is not so. */
  readonly changes: ReadonlyArray<string>
}

/** Where the seed's input names no end. */
const largestSeed = 2 ** 31 - 1

const refuse = (option: string, reason: string, legal?: string) =>
  Either.left(new InvalidRequest({ option, reason, legal }))

const optionOf = (name: string): string => `providerOptions.gradio.${name}`

/** Without a value of its own, a text is empty and a picture is missing. */
const empty = ({ component }: Parameter): unknown =>
  component === "textbox" || component === "text" ? "" : null

/** A picture as its component wants it; a gallery takes all that are left. */
const pictureValue = (
  { component }: Parameter,
  images: ReadonlyArray<FileInput>,
  layers: ReadonlyArray<FileInput>
): unknown => {
  const [image = null] = images
  if (component === "gallery") return images.map((image) => ({ image, caption: null }))
  return component === "imageeditor" ? { background: image, layers, composite: image } : image
}

/**
 * The inputs of a function for a request: what the request names goes where Spaces usually have it, the
 * caller's own arguments go by name, and the rest is the Space's own. What there is no place for, and
 * what the Space would refuse, is an `InvalidRequest`.
 */
export const fillInputs = (
  endpoint: Endpoint,
  { chance, images, mask, request, usualSize }: Material
): Either.Either<Filled, InvalidRequest> =>
  Either.gen(function* () {
    const { api: _api, inputs, space: _space, ...named } = request.options
    const own: Readonly<Record<string, unknown>> = { ...named, ...inputs }
    const data: Array<unknown> = Array.from({ length: endpoint.length }, () => null)
    for (const parameter of endpoint.parameters) {
      data[parameter.position] = parameter.hasDefault ? parameter.value : empty(parameter)
    }
    const route = `the function /${endpoint.api} of the Space`
    const changes: Array<string> = []
    const given = new Set<string>()

    const put = (option: string, parameter: Parameter, value: unknown) => {
      const problem = problemOf(parameter, value)
      if (problem !== undefined) return refuse(option, problem.reason, problem.legal)
      data[parameter.position] = value
      given.add(parameter.name)
      return Either.void
    }

    const seedPlace = placeOf(endpoint, "seed")
    const randomPlace = placeOf(endpoint, "randomizeSeed")
    for (const [name, value] of Object.entries(own)) {
      const parameter = endpoint.parameters.find((each) => each.name === name)
      if (parameter === undefined) {
        const names = endpoint.parameters.flatMap((each) =>
          each === seedPlace || each === randomPlace ? [] : [each.name]
        )
        yield* refuse(optionOf(name), `${route} has no such input`, names.join(", "))
      } else if (parameter === seedPlace || parameter === randomPlace) {
        yield* refuse(optionOf(name), "it is the request's own", "seed")
      } else yield* put(optionOf(name), parameter, value)
    }

    const fields: ReadonlyArray<readonly [WellKnown, unknown]> = [
      ["prompt", request.prompt],
      ["negativePrompt", request.negativePrompt],
      ["steps", request.steps],
      ["guidanceScale", request.guidanceScale],
      ["strength", request.strength],
      ["count", request.count > 1 ? request.count : undefined]
    ]
    for (const [field, value] of fields) {
      if (value === undefined) continue
      const place = placeOf(endpoint, field)
      if (place !== undefined) {
        if (!given.has(place.name)) yield* put(field, place, value)
      } else if (field === "prompt" && request.images.length > 0) {
        changes.push(`${route} has no input for the prompt`)
      } else yield* refuse(field, `${route} has no input for it that is found`)
    }

    const { height, width } = request
    const isUsual = width === usualSize.width && height === usualSize.height
    for (const [field, side] of Object.entries({ width, height })) {
      const place = placeOf(endpoint, field === "width" ? "width" : "height")
      if (place !== undefined && given.has(place.name)) continue
      // Nobody need have asked for the usual size.
      const fits = place !== undefined && problemOf(place, side) === undefined
      if (isUsual && !fits) {
        if (place !== undefined) changes.push(`${field} is the Space's own, ${String(place.value)}`)
      } else if (place === undefined) {
        yield* refuse(field, `${route} has no input for it that is found`)
      } else yield* put(field, place, side)
    }

    const { maximum = largestSeed, minimum = 0 } = seedPlace ?? {}
    const chosen = Math.floor(minimum + chance * (Math.min(maximum, largestSeed) - minimum))
    const seed = seedPlace === undefined ? undefined : (request.seed ?? chosen)
    if (seedPlace !== undefined) yield* put("seed", seedPlace, seed)
    else if (request.seed !== undefined) yield* refuse("seed", `${route} takes no seed`)
    if (randomPlace !== undefined && seed !== undefined) data[randomPlace.position] = false

    const places = picturePlaces(endpoint)
    const layers = mask === undefined ? [] : [mask]
    const editor = places.images.find(({ component }) => component === "imageeditor")
    if (mask !== undefined && places.mask !== undefined) {
      data[places.mask.position] = pictureValue(places.mask, layers, [])
    } else if (mask !== undefined && editor === undefined) {
      yield* refuse("mask", `${route} takes no mask`)
    }
    let rest = images
    for (const place of places.images) {
      if (rest.length === 0) break
      if (given.has(place.name)) continue
      data[place.position] = pictureValue(place, rest, places.mask === undefined ? layers : [])
      rest = place.component === "gallery" ? [] : rest.slice(1)
    }
    if (rest.length > 0) {
      yield* refuse("images", `${route} takes ${images.length - rest.length} of them`)
    }
    return { data, seed, changes }
  })
