import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import type * as Duration from "effect/Duration"
import type * as Layer from "effect/Layer"
import type { PluginFake } from "@easel/core/Fake"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { Input } from "@easel/core/ImageRequest"

/** A check that is left out. It shows in the report, and costs the best grade. */
export interface Skip {
  /** Id of the check, such as `"wire/submit-html"`. One that the kit does not have is a failure. */
  readonly check: string
  /** Why, for whoever reads the report. An empty one is a failure, and the check runs. */
  readonly reason: string
}

export interface Tolerances {
  /**
   * The longest that one check may wait, in time of the wall; what a busy process spends at work
   * hardly counts. Default 10 seconds.
   */
  readonly time: Duration.DurationInput
  /** The most that 100 idle layers may add to the heap, in bytes. Default 20 MiB. */
  readonly idleHeap: number
}

/** What is checked. */
export interface Subject {
  readonly plugin: ImagePlugin
  /** The stand-in of the plugin's wire. Default: the plugin's own. */
  readonly fake?: PluginFake | undefined
  /**
   * What every request of the kit has beside its prompt, such as the pictures that a model which
   * only edits needs. `model` chooses the model; default: the plugin's first.
   */
  readonly request?: Input | undefined
  readonly skip?: ReadonlyArray<Skip> | undefined
  /** The HTTP client below the plugin. Default: `FetchHttpClient.layer` of `@effect/platform`. */
  readonly http?: Layer.Layer<HttpClient.HttpClient, ConfigError.ConfigError> | undefined
  readonly tolerances?: Partial<Tolerances> | undefined
}
