/**
 * A request after the check against a model's capabilities: defaults filled in, size decided,
 * options decoded. It is all that a provider sees of what the caller asked.
 */
import type { MediaType } from "./MediaType.js"
import type { AspectRatio } from "./AspectRatio.js"

export interface ResolvedRequest<Options = unknown> {
  readonly prompt: string
  readonly negativePrompt: string | undefined
  /** Full name of the model. */
  readonly model: string
  /** Pixels; legal for the model. */
  readonly width: number
  /** Pixels; legal for the model. */
  readonly height: number
  /** The ratio that was asked for, if one was. */
  readonly aspectRatio: AspectRatio | undefined
  /** Only when the caller gave one. */
  readonly seed: number | undefined
  readonly count: number
  /** The model's default when the caller gave none; `undefined` when the model has no steps. */
  readonly steps: number | undefined
  /** The model's default when the caller gave none. */
  readonly guidanceScale: number | undefined
  readonly images: ReadonlyArray<Uint8Array>
  readonly mask: Uint8Array | undefined
  readonly strength: number | undefined
  readonly outputFormat: MediaType | undefined
  /** The provider's own options, decoded. */
  readonly options: Options
}
