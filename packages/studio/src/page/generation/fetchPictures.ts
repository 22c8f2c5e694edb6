import type { Fetched } from "../gallery/Picture.js"
import type { Image, ImageResponse } from "../wire/Event.js"
import type { Gateway } from "../wire/Gateway.js"

/** Width and height of a picture; of one that this browser can't show, those that were asked for. */
const measure = async (
  blob: Blob,
  { receipt: { parameters } }: ImageResponse
): Promise<{ width: number; height: number }> => {
  const url = URL.createObjectURL(blob)
  const image = new Image()
  image.src = url
  try {
    await image.decode()
    return { width: image.naturalWidth, height: image.naturalHeight }
  } catch {
    return { width: parameters.width, height: parameters.height }
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** The pictures of a response. */
export const fetchPictures = (
  gateway: Gateway,
  response: ImageResponse
): Promise<ReadonlyArray<Fetched>> =>
  Promise.all(
    response.images.map(async (image: Image) => {
      const blob = await gateway.load(image)
      return { blob, seed: image.seed, ...(await measure(blob, response)) }
    })
  )
