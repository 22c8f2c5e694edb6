import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { type ImageError, InvalidRequest, ResponseParseError } from "@easel/core/ImageError"
import * as MediaType from "@easel/core/MediaType"
import { accepted, completed, type Completed, type Emit, warning } from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { AiSdkImageModel, CallOptions, File, Result, Warning } from "../AiSdkImageModel.js"
import { decisive } from "./decisive.js"
import { split } from "./split.js"
import { type Call, fail } from "./thrown.js"

export interface Settings extends Pick<Call, "scrub"> {
  readonly concurrency: number
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly optionsKey: string
  readonly sizing: "Size" | "AspectRatio"
}

type Request = ResolvedRequest<object>

const fileOf = (data: Uint8Array): File => ({
  type: "file",
  mediaType: MediaType.detect(data) ?? "image/png",
  data
})

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

const ratioOf = (width: number, height: number): `${number}:${number}` => {
  const common = divisor(width, height)
  return `${width / common}:${height / common}`
}

/** Each key is there, also when it has no value: models read them without asking. */
const callOptions = (settings: Settings, request: Request): Omit<CallOptions, "n" | "seed"> => {
  const { height, images, mask, width } = request
  const bySize = settings.sizing === "Size"
  return {
    prompt: request.prompt,
    size: bySize ? `${width}x${height}` : undefined,
    aspectRatio: bySize ? undefined : ratioOf(width, height),
    files: images.length === 0 ? undefined : images.map(fileOf),
    mask: mask && fileOf(mask),
    providerOptions: { [settings.optionsKey]: { ...request.options } },
    headers: settings.headers ?? {}
  }
}

const specifications: ReadonlySet<string> = new Set(["v2", "v3", "v4"])

/** How many pictures a call of the model makes; the function may use `this`. */
const mostOf = async (model: AiSdkImageModel): Promise<number | undefined> => {
  const { maxImagesPerCall, modelId } = model
  return typeof maxImagesPerCall === "function"
    ? maxImagesPerCall.call(model, { modelId })
    : maxImagesPerCall
}

const featureOf = ({ feature, setting }: Warning): string | undefined => feature ?? setting

const wordsOf = (given: Warning, modelId: string, scrub: Call["scrub"]) => {
  const text = [given.details, given.message].filter((part) => part !== undefined).join("; ")
  const feature = featureOf(given)
  const subject = feature === undefined ? "" : `${feature}: `
  return given.type.startsWith("unsupported")
    ? warning("Unsupported", scrub(`${subject}${modelId} left it out${text && `; ${text}`}`))
    : warning("AiSdk", scrub(`${subject}${text || given.type}`))
}

/** A picture as it came: bytes, or base64 that nobody has decoded. */
const imageOf = (image: string | Uint8Array, seed: number | undefined) =>
  typeof image === "string"
    ? GeneratedImage.fromEncoded(image, seed)
    : GeneratedImage.fromBytes(image, seed)

const combine = (
  model: AiSdkImageModel,
  settings: Settings,
  request: Request,
  results: ReadonlyArray<Result & { readonly seed: number | undefined }>,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const id = results.flatMap(({ response }) => response.headers?.["x-request-id"] ?? [])[0]
    if (id !== undefined) yield* emit(accepted(settings.scrub(id)))
    const said = results.flatMap(({ warnings }) => warnings)
    const warnings = new Map(
      said
        .map((given) => wordsOf(given, model.modelId, settings.scrub))
        .map((event) => [event.message, event])
    )
    yield* Effect.forEach(warnings.values(), emit, { discard: true })
    const seedUnused = said.some(
      (given) => given.type.startsWith("unsupported") && featureOf(given) === "seed"
    )
    const images = results.flatMap(({ images, seed }) =>
      images.map((image) => imageOf(image, images.length === 1 && !seedUnused ? seed : undefined))
    )
    if (images.length === 0) {
      return yield* new ResponseParseError({ expected: "a picture", excerpt: "an empty list" })
    }
    if (images.length < request.count) {
      yield* emit(warning("FewerPictures", `${images.length} of ${request.count} pictures came`))
    }
    const tokens = results.reduce((sum, { usage }) => sum + (usage?.totalTokens ?? 0), 0)
    return completed({
      images,
      seed: seedUnused ? "unknown" : request.seed,
      cost: tokens > 0 ? { amount: tokens, currency: "tokens" } : undefined
    })
  })

/**
 * Calls the model, several times where one call makes fewer pictures than were asked for. One that
 * fails does not cost the pictures of the others. No call is repeated: inside it a job may have been
 * submitted, and paid.
 */
export const generate = (
  model: AiSdkImageModel,
  settings: Settings,
  request: Request,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    if (!specifications.has(model.specificationVersion)) {
      const version = model.specificationVersion
      const reason = `its specification ${version} is not known here, v2, v3 and v4 are`
      return yield* new InvalidRequest({ option: "model", reason })
    }
    const call = { prompt: request.prompt, modelId: model.modelId, scrub: settings.scrub }
    const attempt = <A>(run: (signal: AbortSignal) => PromiseLike<A>) =>
      Effect.catchAll(Effect.tryPromise({ try: run, catch: (thrown) => thrown }), (thrown) =>
        fail(thrown, call)
      )
    const most = yield* attempt(() => mostOf(model))
    const options = callOptions(settings, request)
    const ends = yield* Effect.forEach(
      split(request.count, most ?? 1, request.seed),
      ({ count, seed }) =>
        attempt((abortSignal) =>
          model.doGenerate({ ...options, n: count, seed, abortSignal })
        ).pipe(
          Effect.map((result) => ({ ...result, seed })),
          Effect.either
        ),
      { concurrency: settings.concurrency }
    )
    const results = ends.filter(Either.isRight).map(({ right }) => right)
    const [first, ...others] = ends.filter(Either.isLeft).map(({ left }) => left)
    if (first !== undefined && results.length === 0) {
      return yield* Effect.fail(decisive([first, ...others]))
    }
    if (first !== undefined) {
      yield* emit(warning("CallFailed", `one of ${ends.length} calls failed: ${first.message}`))
    }
    return yield* combine(model, settings, request, results, emit)
  })
