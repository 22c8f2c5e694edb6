/** What a caller may write, and what a call requires and may fail with. Compiled, never run. */
import { expectTypeOf } from "vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError, InvalidRequest, ModelNotFound } from "@easel/core/ImageError"
import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import { ImageRequest } from "@easel/core/ImageRequest"

/** Every field with a value of its type; each mistake below is one change to it. */
ImageModel.stream({
  prompt: "a cat",
  messages: [{ role: "user", content: "a cat" }],
  negativePrompt: "a hat",
  width: 512,
  height: 512,
  aspectRatio: "16:9",
  seed: 1,
  count: 1,
  steps: 20,
  guidanceScale: 4.5,
  images: [new Uint8Array()],
  mask: new Uint8Array(),
  strength: 0.5,
  outputFormat: "image/png",
  model: "a-model",
  providerOptions: {},
  lenient: true
})
ImageModel.stream(new ImageRequest({ prompt: "a cat" }))

// @ts-expect-error -- no such field
ImageModel.stream({ prompt: "a cat", negative_prompt: "a hat" })
// @ts-expect-error -- no such field
ImageModel.generate({ prompt: "a cat", num_inference_steps: 20 })
// @ts-expect-error -- no such field
ImageModel.resolve({ prompt: "a cat", size: "512x512" })
// @ts-expect-error -- no such field
void new ImageRequest({ prompt: "a cat", negative_prompt: "a hat" })
// @ts-expect-error -- not a number
ImageModel.stream({ prompt: "a cat", width: "512" })
// @ts-expect-error -- a ratio that the table does not have
ImageModel.stream({ prompt: "a cat", aspectRatio: "7:3" })
// @ts-expect-error -- no media type
ImageModel.stream({ prompt: "a cat", outputFormat: "png" })
// @ts-expect-error -- no role
ImageModel.stream({ messages: [{ role: "tool", content: "a cat" }] })
// @ts-expect-error -- no such field of a message
ImageModel.stream({ messages: [{ content: "a cat", name: "me" }] })
// @ts-expect-error -- a provider that nobody has added
ImageModel.stream({ prompt: "a cat", providerOptions: { nobody: {} } })
// @ts-expect-error -- no options
ImageModel.stream({ prompt: "a cat", providerOptions: "nobody" })
// @ts-expect-error -- nothing at all
ImageModel.stream()

declare const image: GeneratedImage

expectTypeOf(ImageModel.stream({ prompt: "a cat" })).toEqualTypeOf<
  Stream.Stream<ImageEvent, ImageError, ImageModel.ImageModel>
>()
expectTypeOf(ImageModel.generate({ prompt: "a cat" })).toEqualTypeOf<
  Effect.Effect<ImageResponse, ImageError, ImageModel.ImageModel>
>()
expectTypeOf(ImageModel.resolve({ prompt: "a cat" })).toEqualTypeOf<
  Effect.Effect<
    ImageModel.Resolution<unknown>,
    InvalidRequest | ModelNotFound,
    ImageModel.ImageModel
  >
>()
expectTypeOf(ImageModel.load(image)).toEqualTypeOf<
  Effect.Effect<ImageAsset, ImageError, ImageModel.ImageModel>
>()

// @ts-expect-error -- the image model is missing
void Effect.runPromise(ImageModel.generate({ prompt: "a cat" }))

/** A listener may need a service; the call then needs it too. */
class Album extends Context.Tag("Album")<
  Album,
  { readonly add: (tag: string) => Effect.Effect<void> }
>() {}
const heard = ImageModel.generate({ prompt: "a cat" }, (event) =>
  Effect.flatMap(Album, (album) => album.add(event._tag))
)
expectTypeOf(heard).toEqualTypeOf<
  Effect.Effect<ImageResponse, ImageError, ImageModel.ImageModel | Album>
>()

declare const failure: Effect.Effect<void, Error>
// @ts-expect-error -- a listener that may fail
ImageModel.generate({ prompt: "a cat" }, () => failure)

/** A listener hears everything but the response. */
ImageModel.generate({ prompt: "a cat" }, (event) => {
  expectTypeOf(event._tag).toEqualTypeOf<
    "Queued" | "Progress" | "ImagePreview" | "Warning" | "Restarted"
  >()
  return Effect.void
})

/** There is always a first picture. */
declare const response: ImageResponse
expectTypeOf(response.images[0]).toEqualTypeOf<GeneratedImage>()

/** Errors are caught by name, and a tag that is none is refused. */
const caught = ImageModel.generate({ prompt: "a cat" }).pipe(
  Effect.catchTag("ResponseError", (error) => Effect.succeed(error.reason))
)
expectTypeOf<Effect.Effect.Error<typeof caught>["_tag"]>().toEqualTypeOf<
  Exclude<ImageError["_tag"], "ResponseError">
>()
ImageModel.generate({ prompt: "a cat" }).pipe(
  // @ts-expect-error -- no error has this tag
  Effect.catchTag("ResponseErorr", () => Effect.void)
)

/** Without a listener nothing but the model is required, also where `any` would be allowed. */
expectTypeOf(Effect.all([ImageModel.generate({ prompt: "a cat" })])).toEqualTypeOf<
  Effect.Effect<[ImageResponse], ImageError, ImageModel.ImageModel>
>()
