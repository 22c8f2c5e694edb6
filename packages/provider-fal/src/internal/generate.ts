import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import {
  GenerationTimeout,
  type ImageError,
  ResponseError,
  ResponseParseError
} from "@easel/core/ImageError"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as Polling from "@easel/core/Polling"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Completed, Emit } from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import { clean, type ServiceClient } from "@easel/core/ServiceClient"
import type { FalOptions } from "../FalOptions.js"
import { progressOf } from "./progress.js"
import { Result, Status, submission, Submitted } from "./wire.js"

type Request = ResolvedRequest<FalOptions>

/** How the jobs of one model are made. */
export interface Maker {
  /** Its base URL has no path: the service names whole addresses. */
  readonly client: ServiceClient
  readonly info: ModelInfo
  /** Before the name of an endpoint; empty, or begins with a slash. */
  readonly prefix: string
  readonly pollInterval: Duration.DurationInput
}

/** Paths of a job. */
interface Paths {
  readonly status: string
  readonly result: string
}

/** A job that the queue has accepted. */
interface Job {
  readonly paths: Effect.Effect<Paths, ResponseParseError>
  /** The one that was sent, as far as it is known. */
  readonly seed: number | undefined
}

const pollTimeout = Duration.seconds(30)

/** The path of an address that the service named, unless it lies at another origin. */
const pathAtHome = ({ baseUrl }: ServiceClient, address: string): string | undefined => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url?.origin === baseUrl.origin ? url.pathname + url.search : undefined
}

/** The same, for an address without which there is no picture. */
const pathOf = (
  client: ServiceClient,
  address: string
): Effect.Effect<string, ResponseParseError> => {
  const path = pathAtHome(client, address)
  if (path !== undefined) return Effect.succeed(path)
  const expected = `an address of the job at ${client.baseUrl.origin}`
  return Effect.fail(new ResponseParseError({ expected, excerpt: clean(client.scrub(address)) }))
}

/** Where the queue said that a job is. */
const pathsNamed = (client: ServiceClient, { response_url, status_url }: Submitted): Job["paths"] =>
  Effect.all({ status: pathOf(client, status_url), result: pathOf(client, response_url) })

/** Where a job is by its id, as fal's own clients have it: the name's first two words are enough. */
const pathsById = ({ info, prefix }: Maker, jobId: string) => {
  const application = info.name.split("/").slice(0, 2).join("/")
  const result = `${prefix}/${application}/requests/${encodeURIComponent(jobId)}`
  return { status: `${result}/status`, result, cancel: `${result}/cancel` }
}

/** Submits the job, follows it through the queue, and reads what it made. */
export const generate = (
  maker: Maker,
  request: Request,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const { client, info, prefix } = maker
    // A seed of the service's own may have more digits than a number of JavaScript holds.
    const seed = request.seed ?? (yield* Random.nextIntBetween(0, 2 ** 32))
    const endpoint = request.images.length > 0 ? `${info.name}/edit` : info.name
    const submitted = yield* client.json(
      {
        method: "POST",
        path: `${prefix}/${endpoint}`,
        json: submission(request, seed),
        phase: "Submit",
        repeat: "UntilAccepted"
      },
      Submitted
    )
    const jobId = client.scrub(submitted.request_id)
    const cancelPath = pathAtHome(client, submitted.cancel_url ?? "")
    const stop = cancelPath === undefined ? Effect.void : stopAt(client, cancelPath)
    yield* emit(ProviderEvent.accepted(jobId, stop))
    const paths = pathsNamed(client, submitted)
    return yield* finish(maker, { paths, seed }, request, emit)
  })

/** Follows a job that was submitted before, and reads what it made. */
export const attach = (
  maker: Maker,
  jobId: string,
  request: Request,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.suspend(() => {
    const paths = Effect.succeed(pathsById(maker, jobId))
    return finish(maker, { paths, seed: request.seed }, request, emit)
  })

const finish = (
  maker: Maker,
  job: Job,
  request: Request,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.flatMap(attend(maker, job, request, emit), (made) => completed(made, job.seed, emit))

/** Stays with an accepted job until it has made its pictures. */
const attend = (
  maker: Maker,
  job: Job,
  request: Request,
  emit: Emit
): Effect.Effect<Result, ImageError> =>
  Effect.gen(function* () {
    const { result: path, status } = yield* job.paths
    const failed = yield* follow(maker, status, request, emit)
    // A job that failed answers with the reason, as often as it is asked.
    const repeat = failed ? "Never" : "Always"
    return yield* maker.client.json({ method: "GET", path, phase: "Wait", repeat }, Result)
  })

/** Waits for the end of a job; true when it is said to have failed. */
const follow = (
  { client, pollInterval }: Maker,
  path: string,
  request: Request,
  emit: Emit
): Effect.Effect<boolean, ImageError> => {
  const show = (text: string) => clean(client.scrub(text))
  const query = path.includes("?") ? "&logs=1" : "?logs=1"
  const poll = client
    .json({ method: "GET", path: path + query, phase: "Wait", repeat: "Never" }, Status)
    .pipe(
      Effect.timeoutFail({
        duration: pollTimeout,
        onTimeout: () => new GenerationTimeout({ deadline: "Idle", duration: pollTimeout })
      })
    )
  let begun = false
  const eventOf = (status: Status) => {
    if (status.status !== "IN_QUEUE") {
      begun = true
      return progressOf(status, request.steps, show)
    }
    // The queue itself tries a job again whose machine failed.
    return begun
      ? ProviderEvent.progress({ message: "back in the queue" })
      : ProviderEvent.queued({ position: status.queue_position ?? undefined })
  }
  const judge = (status: Status) =>
    status.status === "COMPLETED"
      ? Effect.succeedSome(typeof status.error === "string")
      : Effect.as(emit(eventOf(status)), Option.none())
  return Polling.until(poll, judge, { interval: pollInterval })
}

/** The pictures, without those that the model's safety checker has blacked out. */
const completed = (
  { has_nsfw_concepts, images, seed: used }: Result,
  seed: number | undefined,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const shown = images.filter((_, index) => has_nsfw_concepts?.[index] !== true)
    const hidden = images.length - shown.length
    if (shown.length === 0) {
      const message = "the safety checker of the model blacked the picture out"
      return yield* ResponseError.of({ reason: "Moderated", message })
    }
    if (hidden > 0) {
      const message = `the safety checker of the model blacked ${hidden} of ${images.length} pictures out; left out`
      yield* emit(ProviderEvent.warning("Moderated", message))
    }
    return ProviderEvent.completed({
      images: shown.map(({ url }) => GeneratedImage.fromUrl(url)),
      seed: used ?? seed ?? "unknown"
    })
  })

const stopAt = (client: ServiceClient, path: string): Effect.Effect<void, ImageError> =>
  Effect.asVoid(
    client.json({ method: "PUT", path, phase: "Wait", repeat: "Always" }, Schema.Unknown)
  )

/** Asks the service to stop a job that was submitted before. */
export const cancel = (maker: Maker, jobId: string): Effect.Effect<void, ImageError> =>
  stopAt(maker.client, pathsById(maker, jobId).cancel)
