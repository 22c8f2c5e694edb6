/** Pictures for assistants are saved, since few of them let one have a picture out of an answer. */
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { extension } from "@easel/core/MediaType"
import * as PictureMetadata from "@easel/core/PictureMetadata"
import { PictureKeeper } from "@easel/server/Mcp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as OutputName from "../generate/OutputName.js"
import { saveFile } from "../generate/saveFile.js"

/** Programs start servers in folders of their own, so that the current one means nothing. */
export const defaultFolder = (): string => join(homedir(), "Pictures", "easel")

/** Saves with the receipt inside, under the names of `easel generate`; answers with full paths. */
export const layer = (folder: string): Layer.Layer<PictureKeeper> => {
  const name = OutputName.OutputName.Template({
    template: join(resolve(folder), "{slug}-{seed}.{ext}")
  })
  return Layer.succeed(PictureKeeper, {
    keep: (picture, receipt) => {
      const path = OutputName.path(name, {
        prompt: receipt.prompt,
        provider: receipt.provider,
        model: receipt.model,
        seed: receipt.seed,
        n: 1,
        extension: extension(picture.mediaType),
        time: receipt.timings.finished
      })
      const bytes = Option.getOrElse(PictureMetadata.embed(picture, receipt), () => picture.bytes)
      return saveFile(path, bytes).pipe(
        Effect.asSome,
        Effect.catchAll((error) =>
          Effect.as(Effect.logWarning("a picture could not be saved", error.message), Option.none())
        )
      )
    }
  })
}
