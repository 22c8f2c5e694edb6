/** The provider, and any function of the Space, at a real Gradio server. */
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import * as GradioSpace from "@easel/provider-gradio/GradioSpace"
import * as Sd35 from "@easel/provider-sd35/Sd35"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { RealGradio } from "../../../provider-gradio/test/real/RealGradio.js"

export { printed, realServer, test } from "../../../provider-gradio/test/real/support.js"

/** The provider as it is. */
export const sd35 = (server: RealGradio, options: Sd35.Options = {}) =>
  Sd35.make({ baseUrl: new URL(server.baseUrl), ...options })

/** The smallest picture that the Space makes, in few steps. */
export const small: Input = { prompt: "a fox", width: 512, height: 512, steps: 4 }

/**
 * A function of the Space beside `infer`, with inputs that our own checks need not allow. After a
 * 500, Gradio closes the connection without saying so: a retry within a few milliseconds would
 * still find it open and break, so `backoff` is no shorter.
 */
export const variant = (
  server: RealGradio,
  api: string,
  data: ReadonlyArray<unknown> = ["a fox", "", 7, false, 512, 512, 4.5, 4]
) =>
  Effect.map(
    GradioSpace.make({ provider: "sd35", baseUrl: new URL(server.baseUrl), backoff: "100 millis" }),
    (space) =>
      ImageModel.make({
        info: Sd35.model,
        version: "0.0.0",
        options: Schema.Struct({}),
        generate: (_, emit) => space.generate({ api, data, seedOutput: 1 }, emit),
        cancel: (jobId) => space.cancel(api, jobId),
        load: space.load
      })
  )

export interface Made {
  readonly response: ImageResponse
  readonly asset: ImageAsset
}

/** A picture, made and fetched. */
export const picture = (
  model: ImageModel.Service,
  request: Input = small
): Effect.Effect<Made, ImageError> =>
  Effect.gen(function* () {
    const response = yield* model.generate(request)
    return { response, asset: yield* model.load(response.images[0]) }
  })
