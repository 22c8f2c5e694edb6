import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as AddressPolicy from "../AddressPolicy.js"
import type { GeneratedImage } from "../GeneratedImage.js"
import * as ImageAsset from "../ImageAsset.js"
import {
  AssetError,
  GenerationTimeout,
  type ImageError,
  type ResponseError
} from "../ImageError.js"
import type { Door } from "./Door.js"
import { boundedBody } from "./boundedBody.js"
import { type OpenAnswer, useAnswer } from "./openAnswer.js"

export interface PictureLimits {
  readonly maximumBytes: number
  readonly timeout: Duration.Duration
}

const maximumRedirects = 5

const download = { phase: "Download", repeat: "Always" } as const

/** Fetches or decodes a picture. */
export const loadImage = (
  door: Door,
  image: GeneratedImage,
  { maximumBytes, timeout }: PictureLimits
): Effect.Effect<ImageAsset.ImageAsset, ImageError> => {
  const { source } = image
  if (source._tag !== "Url") return ImageAsset.loadEmbedded(image)
  if (!URL.canParse(source.url, door.options.baseUrl)) {
    return Effect.fail(
      new AssetError({ reason: "Unreachable", description: "the picture's address is no address" })
    )
  }
  const url = new URL(source.url, door.options.baseUrl)
  return door.repeat(fetchPicture(door, url, maximumBytes, maximumRedirects), download.repeat).pipe(
    Effect.catchTag("ResponseError", (error) => Effect.fail(notHandedOut(error))),
    Effect.timeoutFail({
      duration: timeout,
      onTimeout: () => new GenerationTimeout({ deadline: "Download", duration: timeout })
    })
  )
}

/** The picture was made: what says no now is nothing that asking for another one could mend. */
const notHandedOut = ({ message, status }: ResponseError): AssetError =>
  new AssetError({
    reason: "Unreachable",
    description: `the picture is not handed out (${status ?? "no status"}): ${message}`
  })

const fetchPicture = (
  door: Door,
  url: URL,
  maximumBytes: number,
  redirects: number
): Effect.Effect<ImageAsset.ImageAsset, ImageError> =>
  Effect.gen(function* () {
    yield* AddressPolicy.check(url, door.options.baseUrl, door.resolver)
    // As text: a signed address must keep its query letter by letter.
    const address = url.href.replace(/#.*/, "")
    const request = HttpClientRequest.get(address, { headers: door.pictureHeaders(url) })
    const result = yield* useAnswer(
      (restore) => door.execute(request, download.phase, restore),
      (answer) => readPicture(door, answer, url, maximumBytes, redirects)
    )
    return result instanceof URL
      ? yield* fetchPicture(door, result, maximumBytes, redirects - 1)
      : result
  })

/** The picture, or where it is said to lie. */
const readPicture = (
  door: Door,
  answer: OpenAnswer,
  url: URL,
  maximumBytes: number,
  redirects: number
): Effect.Effect<ImageAsset.ImageAsset | URL, ImageError> =>
  Effect.gen(function* () {
    const { status } = answer.response
    const target = door.redirectTarget(answer.response, url.href)
    if (status >= 300 && status < 400 && target !== undefined && redirects > 0) return target
    if (status >= 500 || status === 429) {
      return yield* Effect.flatMap(door.refusal(answer, download), Effect.fail)
    }
    if (status >= 300) return yield* refused(status, url)
    const bytes = yield* boundedBody(answer, maximumBytes, door.idleTimeout).pipe(
      Effect.mapError((error) =>
        error._tag === "TooLarge"
          ? new AssetError({
              reason: "TooLarge",
              description: `the picture is larger than ${maximumBytes} bytes`
            })
          : door.broken(error, download.phase)
      )
    )
    return yield* ImageAsset.fromBytes(bytes, door.scrub)
  })

const refused = (status: number, url: URL): AssetError => {
  const what =
    status === 404 || status === 410
      ? { reason: "NotFound" as const, hint: "it may have expired" }
      : status === 401 || status === 403
        ? { reason: "Forbidden" as const, hint: "it may have expired, or need a key" }
        : { reason: "Unreachable" as const, hint: "the service does not hand it out" }
  return new AssetError({
    reason: what.reason,
    description: `the picture at ${url.origin}${url.pathname} answered ${status}; ${what.hint}`
  })
}
