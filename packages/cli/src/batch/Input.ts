/** What was typed behind `easel batch run`. */
import type { OnUnknown } from "@easel/batch/BatchSettings"
import type { Format } from "@easel/batch/BatchFile"
import type * as Duration from "effect/Duration"
import type * as Option from "effect/Option"
import type { RequestFlags } from "../generate/RequestFlags.js"

export interface Input extends RequestFlags {
  readonly file: string
  readonly out: Option.Option<string>
  readonly provider: Option.Option<string>
  readonly model: Option.Option<string>
  readonly fallback: Option.Option<ReadonlyArray<string>>
  readonly lenient: boolean
  readonly prompt: Option.Option<string>
  readonly name: Option.Option<string>
  readonly concurrency: number
  /** Items a minute. */
  readonly rate: Option.Option<number>
  readonly budget: Option.Option<number>
  readonly maxCost: Option.Option<number>
  readonly retries: number
  readonly timeout: Option.Option<Duration.Duration>
  readonly onUnknown: OnUnknown
  readonly format: Option.Option<Format>
  readonly noMetadata: boolean
  readonly dryRun: boolean
  readonly database: Option.Option<string>
  readonly proxy: Option.Option<string>
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
  readonly quiet: boolean
}
