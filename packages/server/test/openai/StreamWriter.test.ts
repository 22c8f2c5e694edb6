import { text } from "node:stream/consumers"
import { assert, describe, it } from "@effect/vitest"
import { TransportError } from "@easel/core/ImageError"
import { ImagePreview, Restarted } from "@easel/core/ImageEvent"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { EventBody } from "../../src/openai/EventBody.js"
import type { ImagesRequest } from "../../src/openai/ImagesRequest.js"
import { StreamWriter } from "../../src/openai/StreamWriter.js"
import { picture } from "./support/gateway.js"

const request: ImagesRequest = {
  input: { prompt: "A cat" },
  stream: true,
  partialImages: 1,
  streamEvents: true,
  responseFormat: "b64_json",
  warnings: [],
  formats: [],
  spellingOf: (option) => option
}

const restarted = new Restarted({
  from: "a:a-1",
  to: "b:b-1",
  cause: new TransportError({ phase: "Wait", reason: "Cut", description: "cut off" })
})

describe("a stream whose generation starts over", () => {
  it.live("tells so, and begins its previews anew", () =>
    Effect.gen(function* () {
      const url = yield* picture()
      const preview = new ImagePreview({ index: 0, image: GeneratedImage.fromUrl(url) })
      const body = new EventBody()
      const read = yield* Effect.fork(Effect.promise(() => text(body)))
      const writer = new StreamWriter(body, { request, name: "image_generation", size: "64x64" })
      yield* Effect.forEach([preview, preview, restarted, preview, preview], writer.onEvent)
      body.end()
      const events = (yield* Fiber.join(read)).match(/(?<=^event: ).*|"partial_image_index":\d+/gm)
      assert.deepStrictEqual(events, [
        "image_generation.partial_image",
        '"partial_image_index":0',
        "easel.restarted",
        "image_generation.partial_image",
        '"partial_image_index":0'
      ])
    })
  )
})
