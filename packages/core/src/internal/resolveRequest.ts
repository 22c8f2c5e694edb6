import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { InvalidRequest, ModelNotFound } from "../ImageError.js"
import { Warning } from "../ImageEvent.js"
import { ImageRequest, type Input } from "../ImageRequest.js"
import * as ImageSize from "../ImageSize.js"
import type { ModelInfo, NumberRange } from "../ModelInfo.js"
import * as Prompt from "../Prompt.js"
import type { ResolvedRequest } from "../ResolvedRequest.js"
import { nearMatches } from "./nearMatches.js"

/** A request that the model can do, and what had to be changed for it. */
export interface Resolution<Options> {
  readonly request: ResolvedRequest<Options>
  /** The provider's options as they can be written to JSON. */
  readonly encodedOptions: Readonly<Record<string, unknown>>
  readonly warnings: ReadonlyArray<Warning>
}

type Resolved<A> = Either.Either<A, InvalidRequest | ModelNotFound>

const fromParseError = (error: ParseResult.ParseError, prefix = ""): InvalidRequest => {
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  const path = issue?.path.map(String).join(".") ?? ""
  return new InvalidRequest({
    option: prefix + path || "request",
    reason: issue?.message ?? error.message
  })
}

const unknownField = (name: string): InvalidRequest =>
  new InvalidRequest({
    option: name,
    reason: "no such field",
    legal: nearMatches(name, Object.keys(ImageRequest.fields))[0]
  })

/** Parses a request that was written in a program. */
const parseRequest = (input: Input): Either.Either<ImageRequest, InvalidRequest> => {
  if (input instanceof ImageRequest) return Either.right(input)
  const unknown = Object.keys(input).find((name) => !Object.hasOwn(ImageRequest.fields, name))
  if (unknown !== undefined) return Either.left(unknownField(unknown))
  return Either.try({
    try: () => new ImageRequest(input),
    catch: (error) =>
      ParseResult.isParseError(error)
        ? fromParseError(error)
        : new InvalidRequest({ option: "request", reason: String(error) })
  })
}

/** Refuses what the model can't do, or drops it with a warning when the caller is lenient. */
class Check {
  readonly warnings: Array<Warning> = []

  constructor(
    readonly info: ModelInfo,
    readonly lenient: boolean
  ) {}

  refuse<A>(error: InvalidRequest | ModelNotFound, instead: A, consequence: string): Resolved<A> {
    if (!this.lenient) return Either.left(error)
    this.warnings.push(
      new Warning({ code: "Unsupported", message: `${error.message}; ${consequence}` })
    )
    return Either.right(instead)
  }

  supported<A>(option: string, value: A | undefined, takes: boolean): Resolved<A | undefined> {
    if (takes || value === undefined) return Either.right(value)
    const reason = `${this.info.label} does not take it`
    return this.refuse(new InvalidRequest({ option, reason }), undefined, "left out")
  }

  range(
    option: string,
    value: number | undefined,
    range: NumberRange | undefined
  ): Resolved<number | undefined> {
    if (range === undefined) return this.supported(option, value, false)
    if (value === undefined) return Either.right(range.default)
    if (value >= range.minimum && value <= range.maximum) return Either.right(value)
    const legal = Math.min(range.maximum, Math.max(range.minimum, value))
    const reason = `${value} is outside ${range.minimum} to ${range.maximum}`
    const error = new InvalidRequest({ option, reason, legal: String(legal) })
    return this.refuse(error, legal, `${legal} is used`)
  }

  model(name: string | undefined): Resolved<string> {
    if (name === undefined || this.info.names.includes(name)) return Either.right(this.info.name)
    const near = nearMatches(name, this.info.names)
    const error = new ModelNotFound({
      name,
      near: near.length > 0 ? near : [this.info.name],
      provider: this.info.provider
    })
    return this.refuse(error, this.info.name, `${this.info.name} is used`)
  }

  size(request: ImageRequest): Resolved<ImageSize.SizeResolution> {
    const capability = this.info.takes.size
    const size = ImageSize.resolve(capability, request)
    if (Either.isLeft(size)) {
      const { width, height } = capability.default
      const nearest = ImageSize.nearest(capability, {
        width: request.width ?? width,
        height: request.height ?? height
      })
      const instead = { ...nearest, fitted: undefined }
      return this.refuse(size.left, instead, `${ImageSize.format(nearest)} is used`)
    }
    if (size.right.fitted !== undefined) {
      this.warnings.push(new Warning({ code: "SizeFitted", message: size.right.fitted }))
    }
    return size
  }
}

const decodeOptions = <Options, Encoded>(
  info: ModelInfo,
  schema: Schema.Schema<Options, Encoded>,
  request: ImageRequest
): Either.Either<Options, InvalidRequest> => {
  const given: Readonly<Record<string, unknown>> = { ...request.providerOptions }
  const foreign = Object.keys(given).find((id) => id !== info.provider)
  if (foreign !== undefined) {
    return Either.left(
      new InvalidRequest({
        option: `providerOptions.${foreign}`,
        reason: `this model belongs to ${info.provider}`,
        legal: `providerOptions.${info.provider}`
      })
    )
  }
  return Schema.decodeUnknownEither(schema, { onExcessProperty: "error" })(
    given[info.provider] ?? {}
  ).pipe(Either.mapLeft((error) => fromParseError(error, `providerOptions.${info.provider}.`)))
}

const encodeOptions = <Options, Encoded>(
  info: ModelInfo,
  schema: Schema.Schema<Options, Encoded>,
  options: Options
): Either.Either<Readonly<Record<string, unknown>>, InvalidRequest> =>
  Schema.encodeEither(schema)(options).pipe(
    Either.map((encoded) => Object.fromEntries(Object.entries(encoded ?? {}))),
    Either.mapLeft((error) => fromParseError(error, `providerOptions.${info.provider}.`))
  )

/** Checks a request against the model and fills in what was left open. */
export const resolveRequest = <Options, Encoded>(
  info: ModelInfo,
  schema: Schema.Schema<Options, Encoded>,
  input: Input
): Either.Either<Resolution<Options>, InvalidRequest | ModelNotFound> =>
  Either.gen(function* () {
    const request = yield* parseRequest(input)
    const { takes } = info
    const check = new Check(info, request.lenient ?? false)
    const prompt = yield* Prompt.fromRequest(request)
    const model = yield* check.model(request.model)
    const { width, height } = yield* check.size(request)
    const given = request.images ?? []
    const images = yield* check.supported(
      "images",
      given.length === 0 ? undefined : given,
      given.length <= takes.images
    )
    const count = yield* check.range("count", request.count, {
      minimum: 1,
      maximum: takes.count,
      default: 1
    })
    const options = yield* decodeOptions(info, schema, request)
    const resolved: ResolvedRequest<Options> = {
      prompt,
      negativePrompt: yield* check.supported(
        "negativePrompt",
        request.negativePrompt || undefined,
        takes.negativePrompt
      ),
      model,
      width,
      height,
      aspectRatio: request.aspectRatio,
      seed: yield* check.range(
        "seed",
        request.seed,
        takes.seed && { ...takes.seed, default: undefined }
      ),
      count: count ?? 1,
      steps: yield* check.range("steps", request.steps, takes.steps),
      guidanceScale: yield* check.range(
        "guidanceScale",
        request.guidanceScale,
        takes.guidanceScale
      ),
      images: images ?? [],
      mask: yield* check.supported("mask", request.mask, takes.mask),
      strength: yield* check.supported("strength", request.strength, takes.strength),
      outputFormat: yield* check.supported(
        "outputFormat",
        request.outputFormat,
        request.outputFormat !== undefined && takes.outputFormats.includes(request.outputFormat)
      ),
      options
    }
    const encodedOptions = yield* encodeOptions(info, schema, options)
    return { request: resolved, encodedOptions, warnings: check.warnings }
  })
