import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import * as MediaType from "@easel/core/MediaType"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { ServiceClient } from "@easel/core/ServiceClient"
import type { ComfyUiOptions, Workflow } from "../ComfyUiOptions.js"
import { defaultWorkflow } from "./defaultWorkflow.js"
import { fillWorkflow, findLacking, findPlaces } from "./fillWorkflow.js"
import { Checkpoints, Uploaded } from "./wire.js"

/** The first checkpoint that the server has; asked for once. */
export const makeFindCheckpoint = (client: ServiceClient): Effect.Effect<string, ImageError> => {
  let known: string | undefined
  return Effect.suspend(() =>
    known === undefined
      ? Effect.flatMap(
          client.json(
            { method: "GET", path: "/models/checkpoints", phase: "Prepare", repeat: "Always" },
            Checkpoints
          ),
          ([first]) => {
            known = first
            return first === undefined ? Effect.fail(noCheckpoint) : Effect.succeed(first)
          }
        )
      : Effect.succeed(known)
  )
}

const noCheckpoint = ResponseError.of({
  reason: "NotFound",
  message: "the server has no checkpoint; install one, or use a workflow that needs none"
})

/** Gives a picture to the server, which keeps equal ones once; gives its name there. */
const upload = (client: ServiceClient, bytes: Uint8Array): Effect.Effect<string, ImageError> =>
  Effect.suspend(() => {
    const type = MediaType.detect(bytes) ?? "image/png"
    const form = new FormData()
    form.set(
      "image",
      new Blob([new Uint8Array(bytes)], { type }),
      `easel.${MediaType.extension(type)}`
    )
    form.set("subfolder", "easel")
    return Effect.map(
      client.json(
        { method: "POST", path: "/upload/image", form, phase: "Prepare", repeat: "Always" },
        Uploaded
      ),
      ({ name, subfolder = "" }) => (subfolder === "" ? name : `${subfolder}/${name}`)
    )
  })

export interface Prepared {
  readonly workflow: Workflow
  /** What there is no place for. */
  readonly lacking: ReadonlyArray<string>
  /** The seed that is sent; `undefined` when the workflow has no place for one. */
  readonly seed: number | undefined
}

/** The workflow of a request. What goes wrong sends nothing but input pictures. */
export const prepare = (
  client: ServiceClient,
  findCheckpoint: Effect.Effect<string, ImageError>,
  request: ResolvedRequest<ComfyUiOptions>
): Effect.Effect<Prepared, ImageError> =>
  Effect.gen(function* () {
    const { count, images, mask, options } = request
    const workflow = options.workflow ?? defaultWorkflow(request)
    const { checkpoint, sampler, scheduler } = options
    const { guidanceScale, height, negativePrompt, prompt, seed, steps, strength, width } = request
    const texts = { prompt, negativePrompt, checkpoint, sampler, scheduler }
    const numbers = { width, height, seed, steps, guidanceScale, strength }
    const asked = { ...texts, ...numbers, count: count > 1 ? count : undefined }
    const [image] = images
    // Refuses before anything is sent.
    const places = yield* findPlaces(workflow, options.inputs ?? {})
    const lacking = yield* findLacking(places, { ...asked, image, mask })
    const chosen = yield* Random.nextIntBetween(0, 2 ** 32)
    const isSeeded = (places.get("seed") ?? []).length > 0
    const values = {
      ...asked,
      seed: seed ?? (isSeeded ? chosen : undefined),
      image: image && (yield* upload(client, image)),
      mask: mask && (yield* upload(client, mask)),
      checkpoint: checkpoint ?? (options.workflow ? undefined : yield* findCheckpoint)
    }
    return { workflow: fillWorkflow(workflow, places, values), lacking, seed: values.seed }
  })
