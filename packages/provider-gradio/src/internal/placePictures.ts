import * as Either from "effect/Either"
import { InvalidRequest } from "@easel/core/ImageError"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { FileInput } from "../GradioSpace.js"
import type { Endpoint, Parameter } from "./describeSpace.js"

/** Pictures for one input. */
export interface Placed {
  readonly place: Parameter
  /** Not empty. */
  readonly images: ReadonlyArray<Uint8Array>
  /** What an editor lays over them. */
  readonly layers: ReadonlyArray<Uint8Array>
}

const isMask = ({ label, name }: Parameter) => /mask/i.test(name) || /\bmask\b/i.test(label)

/** The inputs that a request's pictures go into; an input that was given by name is left alone. */
export const placePictures = (
  { api, parameters }: Endpoint,
  { images, mask }: Pick<ResolvedRequest, "images" | "mask">,
  given: ReadonlySet<string>
): Either.Either<ReadonlyArray<Placed>, InvalidRequest> => {
  const refuse = (option: string, takes: string) =>
    Either.left(
      new InvalidRequest({ option, reason: `the function /${api} of the Space takes ${takes}` })
    )
  const all = parameters.filter(({ component }) =>
    ["image", "imageeditor", "gallery"].includes(component)
  )
  const places = all.filter((each) => !isMask(each))
  const maskPlace = all.find(isMask)
  const layers = mask === undefined || maskPlace !== undefined ? [] : [mask]
  if (layers.length > 0 && !places.some(({ component }) => component === "imageeditor")) {
    return refuse("mask", "no mask")
  }
  const placed: Array<Placed> = []
  let rest = images
  for (const place of places) {
    if (rest.length === 0 || given.has(place.name)) continue
    // A gallery takes all that are left.
    const taken = place.component === "gallery" ? rest.length : 1
    const over = place.component === "imageeditor" ? layers : []
    placed.push({ place, images: rest.slice(0, taken), layers: over })
    rest = rest.slice(taken)
  }
  if (rest.length > 0) return refuse("images", `${images.length - rest.length} of them`)
  if (mask !== undefined && maskPlace !== undefined) {
    placed.push({ place: maskPlace, images: [mask], layers: [] })
  }
  return Either.right(placed)
}

/** Uploaded pictures as their component wants them. */
export const pictureValue = (
  { component }: Parameter,
  images: ReadonlyArray<FileInput>,
  layers: ReadonlyArray<FileInput>
): unknown => {
  const [image] = images
  if (component === "gallery") return images.map((image) => ({ image, caption: null }))
  return component === "imageeditor" ? { background: image, layers, composite: image } : image
}
