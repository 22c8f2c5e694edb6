/** Where finished pictures stay, so that an answer can say where to find them in full. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { Receipt } from "@easel/core/Receipt"
import { PictureLinks } from "../PictureLinks.js"
import { PictureStore } from "../PictureStore.js"

export interface Service {
  /**
   * Keeps a picture and says where, as a path or an address. None when it is not kept anywhere:
   * there is no place, or it failed. The picture has been made and must still be handed over then.
   */
  readonly keep: (picture: ImageAsset, receipt: Receipt) => Effect.Effect<Option.Option<string>>
}

export class PictureKeeper extends Context.Tag("@easel/server/PictureKeeper")<
  PictureKeeper,
  Service
>() {}

/** In the gateway's store, under an address that expires. */
export const layerStore: Layer.Layer<PictureKeeper, never, PictureStore | PictureLinks> =
  Layer.effect(
    PictureKeeper,
    Effect.gen(function* () {
      const store = yield* PictureStore
      const links = yield* PictureLinks
      return {
        keep: (picture) =>
          store.put(picture).pipe(
            Effect.flatMap(links.urlOf),
            Effect.asSome,
            Effect.catchAll((error) =>
              Effect.as(Effect.logWarning("a picture could not be kept", error), Option.none())
            )
          )
      }
    })
  )
