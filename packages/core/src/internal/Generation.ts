import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import { GeneratedImage } from "../GeneratedImage.js"
import { ProviderDefect, ResponseParseError } from "../ImageError.js"
import { ImagePreview, ImageResponse, Progress, Warning, type ImageEvent } from "../ImageEvent.js"
import type { ModelInfo } from "../ModelInfo.js"
import { type Accepted, Completed, type ProviderEvent } from "../ProviderEvent.js"
import { Receipt } from "../Receipt.js"
import type { ResolvedRequest } from "../ResolvedRequest.js"

/** Who made it, for the receipt. */
export interface Maker<Options> {
  readonly info: ModelInfo
  readonly version: string
  readonly request: ResolvedRequest<Options>
  /** The provider's options as they can be written to JSON. */
  readonly encodedOptions: Readonly<Record<string, unknown>>
}

const trusted = { disableValidation: true }

/** A larger number has lost digits on its way from the service: it makes another picture. */
const isSeed = (seed: unknown): seed is number => Number.isSafeInteger(seed)

const withExactSeed = (image: GeneratedImage): GeneratedImage =>
  image.seed === undefined || isSeed(image.seed)
    ? image
    : new GeneratedImage({ ...image, seed: undefined }, trusted)

/** A service's own number, which may be anything; a fraction that is none is left out. */
const withinRange = (event: Progress): Progress => {
  const { fraction } = event
  if (fraction === undefined || (fraction >= 0 && fraction <= 1)) return event
  const legal = Number.isNaN(fraction) ? undefined : Math.min(1, Math.max(0, fraction))
  return new Progress({ ...event, fraction: legal }, trusted)
}

const isCompleted = (event: unknown): event is Completed =>
  event instanceof Completed &&
  Array.isArray(event.images) &&
  event.images.every((image) => image instanceof GeneratedImage)

/** What TypeScript rules out, a plugin in JavaScript can still do. */
const notOfContract = (event: unknown): never => {
  const tag = Predicate.hasProperty(event, "_tag") ? String(event._tag) : typeof event
  throw new TypeError(`it emitted what is no provider event (${tag})`)
}

/** One run of a provider: enforces the grammar, keeps the job id and the times. */
export class Generation<Options> {
  jobId: string | undefined
  /** Stops the job, where the provider said how. */
  cancel: Accepted["cancel"]
  startedAt: number | undefined
  firstPreviewAt: number | undefined
  completed = false
  /** Nothing more may be said. */
  ended = false
  /** Something was said nevertheless. */
  wentOn = false
  listenerDied = false
  private fraction = 0
  private previews = 0
  private working = false
  private lateQueue = false

  constructor(
    readonly maker: Maker<Options>,
    readonly submittedAt: number,
    /** When the caller asked: later than the submission of a job that is attached to. */
    readonly calledAt = submittedAt
  ) {}

  /** The event as a caller may see it; `undefined` when it says nothing new. */
  accept(event: ProviderEvent, now: number): Exclude<ImageEvent, ImageResponse> | undefined {
    switch (event._tag) {
      case "Accepted":
        if (typeof event.jobId !== "string") return notOfContract(event)
        this.jobId = event.jobId
        this.cancel = event.cancel
        return undefined
      case "Warning":
        return event
      case "Queued":
        return this.working ? this.queuedTooLate() : event
      case "Progress":
        this.work(now)
        return this.forward(withinRange(event))
      case "ImagePreview":
        this.work(now)
        this.firstPreviewAt ??= now
        return event.index === this.previews++
          ? event
          : new ImagePreview({ index: this.previews - 1, image: event.image }, trusted)
      default:
        return notOfContract(event)
    }
  }

  private work(now: number): void {
    this.working = true
    this.startedAt ??= now
  }

  /** Holds the fraction where it was when a service counts back, as with a second progress bar. */
  private forward(event: Progress): Progress {
    if (event.fraction === undefined) return event
    if (event.fraction >= this.fraction) {
      this.fraction = event.fraction
      return event
    }
    return new Progress({ ...event, fraction: this.fraction }, trusted)
  }

  private queuedTooLate(): Warning | undefined {
    if (this.lateQueue) return undefined
    this.lateQueue = true
    const message = `${this.maker.info.provider} reported a queue after work had begun; left out`
    return new Warning({ code: "EventGrammar", message }, trusted)
  }

  /** The last event, with the receipt. */
  complete(
    event: Completed,
    now: number
  ): Either.Either<ImageResponse, ResponseParseError | ProviderDefect> {
    if (!isCompleted(event)) {
      return Either.left(new ProviderDefect({ description: "it ended with what is no picture" }))
    }
    const [first, ...others] = event.images.map(withExactSeed)
    if (first === undefined) {
      return Either.left(
        new ResponseParseError({ expected: "at least one picture", excerpt: "none" })
      )
    }
    this.completed = true
    const receipt = this.receipt(event, event.images[0]?.seed, now)
    return Either.right(new ImageResponse({ images: [first, ...others], receipt }, trusted))
  }

  private receipt(event: Completed, ofPicture: number | undefined, now: number): Receipt {
    const { info, request, version } = this.maker
    const date = (time: number | undefined) => (time === undefined ? undefined : new Date(time))
    const options = this.maker.encodedOptions
    const seed = event.seed ?? ofPicture ?? request.seed
    return new Receipt(
      {
        provider: info.provider,
        providerVersion: version,
        model: request.model,
        prompt: request.prompt,
        parameters: {
          negativePrompt: request.negativePrompt,
          width: request.width,
          height: request.height,
          count: request.count,
          steps: request.steps,
          guidanceScale: request.guidanceScale,
          strength: request.strength,
          images: request.images.length || undefined,
          outputFormat: request.outputFormat,
          providerOptions: Object.keys(options).length > 0 ? options : undefined
        },
        seed: isSeed(seed) ? seed : "unknown",
        jobId: this.jobId,
        timings: {
          submitted: new Date(this.submittedAt),
          started: date(this.startedAt),
          firstPreview: date(this.firstPreviewAt),
          finished: new Date(now)
        },
        attempt: 1,
        cost: event.cost,
        note: event.note
      },
      trusted
    )
  }
}
