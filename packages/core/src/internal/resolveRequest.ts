import * as Either from "effect/Either"
import type { InvalidRequest, ModelNotFound } from "../ImageError.js"
import type { Warning } from "../ImageEvent.js"
import type { Input } from "../ImageRequest.js"
import type { ModelInfo } from "../ModelInfo.js"
import * as Prompt from "../Prompt.js"
import type { ResolvedRequest } from "../ResolvedRequest.js"
import { Check } from "./Check.js"
import { parseRequest } from "./parseRequest.js"
import type { ReadOptions } from "./readOptions.js"

/** A request that the model can do, and what had to be changed for it. */
export interface Resolution<Options> {
  readonly request: ResolvedRequest<Options>
  /** The provider's options as they can be written to JSON. */
  readonly encodedOptions: Readonly<Record<string, unknown>>
  /** Version of the provider's package, where one package answers. */
  readonly version?: string | undefined
  readonly warnings: ReadonlyArray<Warning>
}

/** What a model resolves its requests by. */
export interface Resolver<Options> {
  readonly info: ModelInfo
  readonly version: string
  readonly readOptions: ReadOptions<Options>
}

/** Checks a request against the model and fills in what was left open. */
export const resolveRequest = <Options>(
  { info, readOptions, version }: Resolver<Options>,
  input: Input
): Either.Either<Resolution<Options>, InvalidRequest | ModelNotFound> => {
  const parsed = parseRequest(input)
  if (Either.isLeft(parsed)) return Either.left(parsed.left)
  const fields = parsed.right
  const prompt = Prompt.fromRequest(fields)
  if (Either.isLeft(prompt)) return Either.left(prompt.left)
  const { takes } = info
  const check = new Check(info, fields.lenient ?? false)
  const model = check.model(fields.model)
  const { height, width } = check.size(fields)
  const given = fields.images?.length ? fields.images : undefined
  const counts = { minimum: 1, maximum: takes.count, default: 1 }
  // A seed is only ever the caller's; a model's default would look like a choice.
  const seeds = takes.seed && { ...takes.seed, default: undefined }
  const format = fields.outputFormat
  const most = takes.images
  const images = check.supported("images", given, (given?.length ?? 0) <= most, most) ?? []
  const ofEdit = <A>(option: string, value: A | undefined, takes: boolean) =>
    check.ofEdit(option, check.supported(option, value, takes), images.length > 0)
  const request = {
    prompt: prompt.right,
    model,
    width,
    height,
    aspectRatio: fields.aspectRatio,
    images,
    count: check.range("count", fields.count, counts) ?? 1,
    negativePrompt: check.supported(
      "negativePrompt",
      fields.negativePrompt || undefined,
      takes.negativePrompt
    ),
    seed: check.range("seed", fields.seed, seeds),
    steps: check.range("steps", fields.steps, takes.steps),
    guidanceScale: check.range("guidanceScale", fields.guidanceScale, takes.guidanceScale),
    mask: ofEdit("mask", fields.mask, takes.mask),
    strength: ofEdit("strength", fields.strength, takes.strength),
    outputFormat: check.supported(
      "outputFormat",
      format,
      format !== undefined && takes.outputFormats.includes(format)
    )
  }
  if (check.refusal !== undefined) return Either.left(check.refusal)
  const options = readOptions(fields)
  return Either.map(options, ({ encodedOptions, options }) => ({
    request: { ...request, options },
    encodedOptions,
    version,
    warnings: check.warnings
  }))
}
