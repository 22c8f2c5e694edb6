/** fal behind the router: a job waits in a queue, and names its picture. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { type ImageError, ResponseError, ResponseParseError } from "@easel/core/ImageError"
import * as Polling from "@easel/core/Polling"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Completed, Emit } from "@easel/core/ProviderEvent"
import { clean, type ServiceClient } from "@easel/core/ServiceClient"
import { fal, type Order } from "./wire.js"

const Submitted = Schema.Struct({ request_id: Schema.NonEmptyString, response_url: Schema.String })

const Status = Schema.Struct({
  status: Schema.String,
  queue_position: Schema.optional(Schema.NullOr(Schema.NonNegativeInt)),
  /** Why a completed job failed. */
  error: Schema.optional(Schema.NullOr(Schema.String))
})

const Result = Schema.Struct({
  images: Schema.NonEmptyArray(Schema.Struct({ url: Schema.NonEmptyString })),
  seed: Schema.optional(Schema.NullOr(Schema.Number)),
  /** For each picture, whether the safety checker has blacked it out. */
  has_nsfw_concepts: Schema.optional(Schema.NullOr(Schema.Array(Schema.Boolean)))
})

/** Tells the router that a path is one of fal's queue. */
const query = { _subdomain: "queue" }

/** The job's path at fal as the router has it; the host that fal names does not know the token. */
const pathOf = (
  address: string,
  { scrub }: ServiceClient
): Effect.Effect<string, ResponseParseError> =>
  URL.canParse(address)
    ? Effect.succeed(`/fal-ai${new URL(address).pathname}`)
    : Effect.fail(
        new ResponseParseError({ expected: "the address of a job", excerpt: clean(scrub(address)) })
      )

/** The first picture that the model's safety checker has not blacked out. */
const completed = (
  { has_nsfw_concepts, images, seed: used }: typeof Result.Type,
  seed: number,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const [picture, ...others] = images.filter((_, index) => has_nsfw_concepts?.[index] !== true)
    if (picture === undefined) {
      const message = "the safety checker of the model blacked the picture out"
      return yield* ResponseError.of({ reason: "Moderated", message })
    }
    const hidden = images.length - 1 - others.length
    if (hidden > 0) {
      const message = `the safety checker of the model blacked ${hidden} of ${images.length} pictures out; left out`
      yield* emit(ProviderEvent.warning("Moderated", message))
    }
    return ProviderEvent.completed({
      images: [GeneratedImage.fromUrl(picture.url)],
      seed: used ?? seed
    })
  })

/** Submits the job, follows it through the queue, and reads where its picture lies. */
export const throughFal = (
  client: ServiceClient,
  interval: Duration.DurationInput,
  order: Order,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const { json, path } = fal(order)
    const submitted = yield* client.json(
      { method: "POST", path, query, json, phase: "Submit", repeat: "WhenRefused" },
      Submitted
    )
    yield* emit(ProviderEvent.accepted(client.scrub(submitted.request_id)))
    const job = yield* pathOf(submitted.response_url, client)
    const failure = yield* Polling.until(
      client.json(
        { method: "GET", path: `${job}/status`, query, phase: "Wait", repeat: "Never" },
        Status
      ),
      ({ error, queue_position, status }) => {
        if (status === "COMPLETED") return Effect.succeedSome(error ?? undefined)
        const position = queue_position ?? undefined
        return status === "IN_QUEUE"
          ? Effect.as(emit(ProviderEvent.queued({ position })), Option.none())
          : Effect.succeedNone
      },
      { interval }
    )
    // A job that failed answers with the reason, as often as it is asked.
    const repeat = failure === undefined ? "Always" : "Never"
    const made = yield* client
      .json({ method: "GET", path: job, query, phase: "Wait", repeat }, Result)
      .pipe(
        Effect.mapError((error) =>
          failure !== undefined && error._tag === "ResponseParseError"
            ? ResponseError.of({ reason: "Server", message: clean(client.scrub(failure)) })
            : error
        )
      )
    return yield* completed(made, order.seed, emit)
  })
