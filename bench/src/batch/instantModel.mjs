// A model that answers at once with the smallest PNG, so that only the engine is measured.
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageAsset from "@easel/core/ImageAsset"
import * as ImageModel from "@easel/core/ImageModel"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const png = Uint8Array.from(
  atob(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
  ),
  (character) => character.charCodeAt(0)
)

const info = new ModelInfo({
  provider: "instant",
  name: "instant",
  label: "Instant",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 1, height: 1 },
      minimum: 1,
      maximum: 4096,
      multiple: 1
    },
    negativePrompt: false,
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false }
})

export const instantModel = ImageModel.make({
  info,
  version: "0",
  options: Schema.Struct({}),
  generate: () =>
    Effect.sync(() => ProviderEvent.completed({ images: [GeneratedImage.fromBytes(png)] })),
  load: ImageAsset.loadEmbedded
})
