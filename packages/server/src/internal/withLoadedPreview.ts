import * as Effect from "effect/Effect"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { ImagePreview } from "@easel/core/ImageEvent"
import type { OnEvent, Service } from "@easel/core/ImageModel"

/** A preview that takes longer is left out; another one follows, or the picture. */
const patience = "10 seconds"

/**
 * Loads the picture of each preview before it is told, where it is only an address. A preview that
 * can't be loaded is left out: the generation does not depend on it.
 */
export const withLoadedPreview =
  (model: Service, previews: boolean, onEvent: OnEvent): OnEvent =>
  (event) => {
    if (event._tag !== "ImagePreview") return onEvent(event)
    if (!previews) return Effect.void
    if (event.image.source._tag !== "Url") return onEvent(event)
    return model.load(event.image).pipe(
      Effect.timeout(patience),
      Effect.matchEffect({
        onFailure: (error) => Effect.logDebug("a preview was left out", error),
        onSuccess: ({ bytes }) =>
          onEvent(
            new ImagePreview(
              { index: event.index, image: GeneratedImage.fromBytes(bytes, event.image.seed) },
              { disableValidation: true }
            )
          )
      })
    )
  }
