import * as Effect from "effect/Effect"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import { Cassette } from "./Format.js"
import { optionsSchema, replay, type ReplayOptions } from "./replay.js"
import { replayedInfo } from "./replayedInfo.js"

export interface PluginOptions extends ReplayOptions {
  /** Default: the recorded provider's id and `-cassette`, so that both can be registered. */
  readonly id?: string | undefined
}

/** Where other plugins have the address of their service. */
const nowhere = "cassette"

const versionOf = ({ tracks }: Cassette): string =>
  tracks.flatMap(({ outcome }) =>
    outcome._tag === "ImageResponse" ? [outcome.receipt.providerVersion] : []
  )[0] ?? "0.0.0"

/** A provider that replays the cassette; it needs no network and has no settings. */
export const plugin = (
  cassette: Cassette,
  { id = `${cassette.model.provider}-cassette`, ...options }: PluginOptions = {}
): ImagePlugin.ImagePlugin => {
  const model = new ModelInfo({ ...replayedInfo(cassette.model), provider: id })
  const relabelled = new Cassette({ ...cassette, model }, { disableValidation: true })
  const [{ recorded }] = cassette.tracks
  return ImagePlugin.define({
    id,
    version: versionOf(cassette),
    label: `${model.label} (recorded)`,
    homepage: nowhere,
    url: nowhere,
    apiEndpoint: nowhere,
    models: [model],
    note: `a recording of ${recorded.toISOString().slice(0, 10)}; no service is asked`,
    settings: {},
    options: optionsSchema(cassette),
    make: () => Effect.sync(() => replay(relabelled, options))
  })
}
