import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { GenerationTimeout, type ImageError, ResponseParseError } from "@easel/core/ImageError"
import * as Polling from "@easel/core/Polling"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Completed, Emit } from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import { clean, type ServiceClient } from "@easel/core/ServiceClient"
import type { ImageLabsOptions } from "../ImageLabsOptions.js"
import { readState } from "./readState.js"
import { failedJob, refusedInstead } from "./refusals.js"
import { JobState, jobIdOf, type TaskId, taskIdOf, Submitted, submission } from "./wire.js"

/** How a job is followed. */
export interface Following {
  /** Between two polls. */
  readonly interval: Duration.Duration
  /** For one poll, after which it counts as failed. */
  readonly timeout: Duration.Duration
}

/** How often a job may say that it is done and name no picture. */
const emptyAnswers = 4

/** A seed that the caller did not give is chosen here, since the service does not tell its own. */
const chooseSeed = Random.nextIntBetween(0, 2 ** 32)

/** Submits the job, then asks how it is doing until it names a picture. */
export const generate = (
  client: ServiceClient,
  following: Following,
  request: ResolvedRequest<ImageLabsOptions>,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const seed = request.seed ?? (yield* chooseSeed)
    const { task_id } = yield* submit(client, submission(request, seed))
    yield* emit(ProviderEvent.accepted(client.scrub(jobIdOf(task_id))))
    return yield* finish(client, following, task_id, seed, emit)
  })

/** Follows a job that was submitted before; the service does not tell a seed that was chosen here. */
export const attach = (
  client: ServiceClient,
  following: Following,
  jobId: string,
  request: ResolvedRequest<ImageLabsOptions>,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  finish(client, following, taskIdOf(jobId), request.seed, emit)

const finish = (
  client: ServiceClient,
  following: Following,
  taskId: TaskId,
  seed: number | undefined,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.map(follow(client, following, taskId, emit), (url) =>
    ProviderEvent.completed({
      images: [GeneratedImage.fromUrl(url, seed)],
      seed: seed ?? "unknown"
    })
  )

const submit = (
  client: ServiceClient,
  json: unknown
): Effect.Effect<typeof Submitted.Type, ImageError> =>
  client
    .json(
      { method: "POST", path: "/txt2img", json, phase: "Submit", repeat: "UntilAccepted" },
      Submitted
    )
    .pipe(Effect.mapError(refusedInstead))

const poll = (
  client: ServiceClient,
  { timeout }: Following,
  taskId: TaskId
): Effect.Effect<JobState, ImageError> =>
  client
    .json(
      {
        method: "POST",
        path: "/progress",
        json: { task_id: taskId },
        phase: "Wait",
        repeat: "Never"
      },
      JobState
    )
    .pipe(
      Effect.mapError(refusedInstead),
      Effect.timeoutFail({
        duration: timeout,
        onTimeout: () => new GenerationTimeout({ deadline: "Idle", duration: timeout })
      })
    )

/** Polls until the job names its picture. */
const follow = (
  client: ServiceClient,
  following: Following,
  taskId: TaskId,
  emit: Emit
): Effect.Effect<string, ImageError> =>
  Effect.suspend(() => {
    const show = (text: string) => clean(client.scrub(text))
    let begun = false
    let empty = 0
    const judge = (state: JobState): Effect.Effect<Option.Option<string>, ImageError> => {
      const reading = readState(state, begun, show)
      switch (reading._tag) {
        case "Failed":
          return Effect.fail(failedJob(reading.text))
        case "Finished":
          return Effect.asSome(addressOf(reading.url, client))
        case "Empty":
          return ++empty < emptyAnswers ? Effect.succeedNone : Effect.fail(withoutImage)
        case "Running":
          begun ||= reading.event._tag === "Progress"
          return Effect.as(emit(reading.event), Option.none())
      }
    }
    return Polling.until(poll(client, following, taskId), judge, { interval: following.interval })
  })

const withoutImage = new ResponseParseError({
  expected: "the address of a picture",
  excerpt: "a job that finished without an image"
})

/** The picture's address may be relative to the service. */
const addressOf = (
  address: string,
  { baseUrl, scrub }: ServiceClient
): Effect.Effect<string, ResponseParseError> =>
  URL.canParse(address, baseUrl)
    ? Effect.succeed(new URL(address, baseUrl).href)
    : Effect.fail(
        new ResponseParseError({
          expected: "the address of a picture",
          excerpt: clean(scrub(address))
        })
      )
