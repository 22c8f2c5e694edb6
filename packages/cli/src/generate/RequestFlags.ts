/** The flags of a request that one picture and the lines of a batch have in common. */
import type { AspectRatio } from "@easel/core/AspectRatio"
import * as Option from "effect/Option"
import type { ProviderOption } from "./flagValues.js"

export interface RequestFlags {
  readonly negativePrompt: Option.Option<string>
  readonly width: Option.Option<number>
  readonly height: Option.Option<number>
  readonly aspectRatio: Option.Option<AspectRatio>
  readonly seed: Option.Option<number>
  readonly steps: Option.Option<number>
  readonly guidanceScale: Option.Option<number>
  /** Of the chosen provider. */
  readonly set: ReadonlyArray<ProviderOption>
}

/** As fields of a request; what was not given is missing. */
export const requestFields = (flags: RequestFlags, provider: string) => ({
  negativePrompt: Option.getOrUndefined(flags.negativePrompt),
  width: Option.getOrUndefined(flags.width),
  height: Option.getOrUndefined(flags.height),
  aspectRatio: Option.getOrUndefined(flags.aspectRatio),
  seed: Option.getOrUndefined(flags.seed),
  steps: Option.getOrUndefined(flags.steps),
  guidanceScale: Option.getOrUndefined(flags.guidanceScale),
  providerOptions:
    flags.set.length === 0 ? undefined : { [provider]: Object.fromEntries(flags.set) }
})
