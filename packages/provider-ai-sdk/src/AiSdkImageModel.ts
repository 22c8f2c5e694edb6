/**
 * The image models of the AI SDK as far as they are used here: specifications v2, v3 and v4. They
 * are described and not imported, so that no package of the AI SDK is needed.
 */

/** A picture that goes in. */
export interface File {
  readonly type: "file"
  readonly mediaType: string
  readonly data: Uint8Array
}

/** What a model is called with. Specification v2 knows no `files` and no `mask`. */
export interface CallOptions {
  readonly prompt?: string | undefined
  readonly n: number
  readonly size: `${number}x${number}` | undefined
  readonly aspectRatio: `${number}:${number}` | undefined
  readonly seed: number | undefined
  readonly files?: ReadonlyArray<unknown> | undefined
  readonly mask?: unknown
  readonly providerOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly abortSignal?: AbortSignal
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** What a model has to say of what it was asked; `setting` is the `feature` of v2 and v4. */
export interface Warning {
  readonly type: string
  readonly feature?: string | undefined
  readonly setting?: string | undefined
  readonly details?: string | undefined
  readonly message?: string | undefined
}

export interface Result {
  /** Base64, or bytes. */
  readonly images: ReadonlyArray<string | Uint8Array>
  readonly warnings: ReadonlyArray<Warning>
  readonly response: {
    readonly headers: Readonly<Record<string, string>> | undefined
  }
  readonly usage?: { readonly totalTokens: number | undefined } | undefined
}

export interface AiSdkImageModel {
  readonly specificationVersion: "v2" | "v3" | "v4"
  /** Such as `"openai.image"`. */
  readonly provider: string
  readonly modelId: string
  /** Missing: one. */
  readonly maxImagesPerCall:
    | number
    | undefined
    | ((options: { modelId: string }) => PromiseLike<number | undefined> | number | undefined)
  doGenerate(options: CallOptions): PromiseLike<Result>
}
