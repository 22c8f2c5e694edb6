import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type { ImageError } from "@easel/core/ImageError"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Completed, Emit } from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { ServiceClient } from "@easel/core/ServiceClient"
import type { ComfyUiOptions } from "../ComfyUiOptions.js"
import * as Feed from "./Feed.js"
import { findOrder } from "./findOrder.js"
import { follow, type Job } from "./follow.js"
import { prepare } from "./prepare.js"
import { type Entry, type File, Submitted } from "./wire.js"

type Request = ResolvedRequest<ComfyUiOptions>

/** How jobs are made at one server. */
export interface Maker {
  readonly client: ServiceClient
  readonly findCheckpoint: Effect.Effect<string, ImageError>
  /** Between two questions, where the web socket says nothing. */
  readonly pause: Duration.Duration
}

/** Pictures that the workflow saves; without any, those that it only shows. */
const filesOf = ({ outputs }: Entry): ReadonlyArray<File> => {
  const files = Object.values(outputs).flatMap(({ images = [] }) => images)
  const saved = files.filter(({ type }) => type === "output")
  return saved.length > 0 ? saved : files
}

const addressOf = (baseUrl: URL, { filename, subfolder, type }: File): string => {
  const query = new URLSearchParams({ filename, subfolder, type })
  return `${baseUrl.href.replace(/\/+$/, "")}/view?${String(query)}`
}

const randomName = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 2 ** 32), 2),
  (numbers) => numbers.map((number) => number.toString(36)).join("")
)

/** Submits a workflow and follows it to its end. */
export const generate = (
  { client, findCheckpoint, pause }: Maker,
  request: Request,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const { lacking, seed, workflow } = yield* prepare(client, findCheckpoint, request)
    if (lacking.length > 0) {
      const message = `the workflow has no input for ${lacking.join(" and ")}, and decides itself`
      yield* emit(ProviderEvent.warning("Unsupported", message))
    }
    const clientId = `easel-${yield* randomName}`
    const feed = yield* Feed.make(client, clientId, pause, emit)
    const json = { prompt: workflow, client_id: clientId }
    const { prompt_id: id } = yield* client.json(
      { method: "POST", path: "/prompt", json, phase: "Submit", repeat: "UntilAccepted" },
      Submitted
    )
    yield* emit(ProviderEvent.accepted(id))
    return yield* finish(client, { id, workflow, feed, pause }, seed, request, emit)
  }).pipe(Effect.scoped)

/**
 * Follows a job that was submitted before. The server's queue says who submitted it: it is to them,
 * by name, that progress and previews are told.
 */
export const attach = (
  { client, pause }: Maker,
  id: string,
  request: Request,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.gen(function* () {
    const order = yield* findOrder(client, id)
    const feed =
      order === undefined
        ? Feed.silent(pause)
        : yield* Feed.make(client, order.clientId, pause, emit)
    const workflow = order?.workflow ?? {}
    return yield* finish(client, { id, workflow, feed, pause }, request.seed, request, emit)
  }).pipe(Effect.scoped)

const finish = (
  client: ServiceClient,
  job: Job,
  seed: number | undefined,
  request: Request,
  emit: Emit
): Effect.Effect<Completed, ImageError> =>
  Effect.map(follow(client, job, emit), (entry) => {
    // Pictures of a batch have a seed together.
    const own = request.count === 1 ? seed : undefined
    const images = filesOf(entry).map((file) =>
      GeneratedImage.fromUrl(addressOf(client.baseUrl, file), own)
    )
    return ProviderEvent.completed({ images, seed: seed ?? "unknown" })
  })
