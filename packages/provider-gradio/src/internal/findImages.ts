import { identity } from "effect/Function"
import * as Predicate from "effect/Predicate"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { fileAddress, type SpaceAddress } from "./fileAddress.js"

/** Outputs are nested this deep at most; what lies deeper is no picture of Gradio's. */
const maximumDepth = 12

/** Where components keep the picture: an update, a gallery's entry, an editor. */
const wrappers = ["value", "image", "composite"]

const otherMedia =
  /\.(mp4|webm|mov|avi|mkv|mp3|wav|ogg|flac|m4a|txt|md|json|csv|html?|pdf|zip|tar|gz|glb|gltf|obj|ply|stl)$/i

const imageName = /\.(png|jpe?g|webp|gif|avif|svg)$/i

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

const isOtherMedia = (
  mediaType: string | undefined,
  ...names: ReadonlyArray<string | undefined>
): boolean =>
  (mediaType !== undefined && !/^(image\/|application\/octet-stream)/.test(mediaType)) ||
  names.some((name) => name !== undefined && !name.startsWith("data:") && otherMedia.test(name))

/** A text counts only when it can't be anything but the address of a picture. */
const isImageAddress = (value: string): boolean =>
  value.startsWith("data:image/") ||
  (/^(https?:\/\/|\/)\S+$/.test(value) &&
    (imageName.test(value.split(/[?#]/)[0] ?? "") || value.includes("/file=")))

/**
 * The pictures among the outputs of a call, in order: image, gallery, slider, annotated image and
 * editor components of any depth, updates and plain addresses. Videos and other files are passed
 * over. `scrub` goes over each address: events are shown and written down.
 */
export const findImages = (
  outputs: unknown,
  space: SpaceAddress,
  scrub: (address: string) => string = identity
): ReadonlyArray<GeneratedImage.GeneratedImage> => {
  const images: Array<GeneratedImage.GeneratedImage> = []

  const add = (path: string | undefined, url: string | undefined): void => {
    const address = fileAddress(space, { path, url })
    if (address === undefined) return
    images.push(GeneratedImage.fromUrl(address.startsWith("data:") ? address : scrub(address)))
  }

  const addText = (value: string): void => {
    if (!isImageAddress(value)) return
    const isPath = value.startsWith("/") && !value.includes("/file=")
    add(isPath ? value : undefined, isPath ? undefined : value)
  }

  const walk = (value: unknown, depth: number): void => {
    if (depth > maximumDepth) return
    if (typeof value === "string") return addText(value)
    if (Array.isArray(value)) return value.forEach((item) => walk(item, depth + 1))
    if (!Predicate.isRecord(value)) return
    const path = text(value["path"])
    const url = text(value["url"])
    if (path !== undefined || url !== undefined) {
      if (!isOtherMedia(text(value["mime_type"]), path, text(value["orig_name"]))) add(path, url)
      return
    }
    for (const name of wrappers) walk(value[name], depth + 1)
  }

  walk(outputs, 0)
  return images
}
