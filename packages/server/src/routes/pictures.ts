import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Api } from "../Api.js"
import { PictureNotFound } from "../GatewayError.js"
import { answerError } from "../internal/answerError.js"
import { PictureLinks } from "../PictureLinks.js"
import { PictureName, PictureStore } from "../PictureStore.js"

/** A drawing may carry programs; none of them runs, and nothing is fetched for them. */
const drawingPolicy = { "content-security-policy": "sandbox; default-src 'none'" }

/** Enough to tell pictures in a folder of downloads apart. */
const fileName = (name: PictureName): string => `easel-${name.slice(0, 12)}${name.slice(64)}`

export const layer = HttpApiBuilder.group(Api, "pictures", (handlers) =>
  Effect.gen(function* () {
    const links = yield* PictureLinks
    const store = yield* PictureStore
    return handlers.handleRaw("get", ({ path, urlParams }) =>
      Effect.gen(function* () {
        const name = yield* Schema.decodeUnknown(PictureName)(path.name).pipe(
          Effect.mapError(() => new PictureNotFound())
        )
        // What is missing, or there twice, is no number and no signature.
        const expires = Number(urlParams.expires)
        yield* links.verify({ name, expires, signature: String(urlParams.signature) })
        const { bytes, mediaType } = yield* store.get(name)
        const seconds = Math.floor((expires - (yield* Clock.currentTimeMillis)) / 1000)
        return HttpServerResponse.uint8Array(bytes, {
          contentType: mediaType,
          headers: {
            "cache-control": `private, immutable, max-age=${seconds}`,
            "content-disposition": `inline; filename="${fileName(name)}"`,
            ...(mediaType === "image/svg+xml" ? drawingPolicy : {})
          }
        })
      }).pipe(Effect.catchAll(answerError))
    )
  })
)
