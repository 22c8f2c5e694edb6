import type { PluginFake } from "@easel/core/Fake"
import type { ModelInfo } from "@easel/core/ModelInfo"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type * as Effect from "effect/Effect"
import type { Failed } from "../Verdict.js"
import type { Subject } from "./Subject.js"

/** What a generation under one of the stand-in's faults showed. */
export interface FaultTrial {
  readonly fault: string
  /** What is wrong with its events and its end. */
  readonly problems: ReadonlyArray<string>
  /** Where a secret was seen. */
  readonly seen: ReadonlyArray<string>
}

/** What all checks of a subject share. */
export interface Bench {
  readonly subject: Subject
  readonly plugin: ImagePlugin
  /** The model that is checked. */
  readonly info: ModelInfo
  /** Missing when the plugin has none, and nobody gave another. */
  readonly fake: PluginFake | undefined
}

/** A trial of each fault that the stand-in names, made once for all checks that look at them. */
export type Trials = Effect.Effect<ReadonlyArray<FaultTrial>, Failed>
