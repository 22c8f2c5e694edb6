/** What the form holds. Fields that the chosen model does not take keep their value, unsent. */

/** A value of a provider's own option. */
export type OptionValue = string | number | boolean | null | ReadonlyArray<unknown> | object

export type Options = Readonly<Record<string, OptionValue>>

export type SizeChoice =
  | { readonly kind: "Default" }
  | { readonly kind: "Ratio"; readonly ratio: string }
  | { readonly kind: "Exact"; readonly width: number; readonly height: number }

export interface Form {
  readonly prompt: string
  /** `provider:model`; empty for the first one. */
  readonly model: string
  readonly negativePrompt: string
  readonly size: SizeChoice
  /** Undefined: the service chooses one. */
  readonly seed: number | undefined
  /** Undefined: the model's default; so are the next two. */
  readonly steps: number | undefined
  readonly guidanceScale: number | undefined
  readonly strength: number | undefined
  readonly count: number
  /** Empty: the service decides. */
  readonly outputFormat: string
  readonly images: ReadonlyArray<Blob>
  readonly mask: Blob | undefined
  /** By provider. */
  readonly options: Readonly<Record<string, Options>>
}

export const empty: Form = {
  prompt: "",
  model: "",
  negativePrompt: "",
  size: { kind: "Default" },
  seed: undefined,
  steps: undefined,
  guidanceScale: undefined,
  strength: undefined,
  count: 1,
  outputFormat: "",
  images: [],
  mask: undefined,
  options: {}
}

/** The most pictures that one press of the button makes. */
export const mostPictures = 12
