import type { PluginFake } from "@easel/core/Fake"
import type { ModelInfo } from "@easel/core/ModelInfo"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { Subject } from "./Subject.js"

/** What all checks of a subject share. */
export interface Bench {
  readonly subject: Subject
  readonly plugin: ImagePlugin
  /** The model that is checked. */
  readonly info: ModelInfo
  /** Missing when the plugin has none, and nobody gave another. */
  readonly fake: PluginFake | undefined
}
