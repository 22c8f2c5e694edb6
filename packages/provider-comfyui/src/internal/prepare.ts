import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import * as MediaType from "@easel/core/MediaType"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { ServiceClient } from "@easel/core/ServiceClient"
import type { ComfyUiOptions } from "../ComfyUiOptions.js"
import { defaultWorkflow } from "./defaultWorkflow.js"
import { type Filled, fillWorkflow } from "./fillWorkflow.js"
import { Checkpoints, Uploaded } from "./wire.js"

/** The first checkpoint that the server has; asked for once. */
export const makeFindCheckpoint = (client: ServiceClient): Effect.Effect<string, ImageError> => {
  let known: string | undefined
  return Effect.suspend(() =>
    known === undefined
      ? Effect.flatMap(
          client.json(
            { method: "GET", path: "/models/checkpoints", phase: "Submit", repeat: "Always" },
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
        { method: "POST", path: "/upload/image", form, phase: "Submit", repeat: "Always" },
        Uploaded
      ),
      ({ name, subfolder = "" }) => (subfolder === "" ? name : `${subfolder}/${name}`)
    )
  })

export interface Prepared extends Filled {
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
    const { images, mask, options } = request
    const workflow = options.workflow ?? defaultWorkflow(request)
    const chosen = yield* Random.nextIntBetween(0, 2 ** 32)
    const values = {
      prompt: request.prompt,
      negativePrompt: request.negativePrompt,
      width: request.width,
      height: request.height,
      seed: request.seed,
      count: request.count > 1 ? request.count : undefined,
      steps: request.steps,
      guidanceScale: request.guidanceScale,
      strength: request.strength,
      image: images.length > 0 ? "" : undefined,
      mask: mask === undefined ? undefined : "",
      checkpoint: options.checkpoint,
      sampler: options.sampler,
      scheduler: options.scheduler
    }
    // Refuses before anything is sent.
    const dry = yield* fillWorkflow(workflow, options.inputs ?? {}, values)
    const [image] = images
    const given = {
      ...values,
      seed: request.seed ?? (dry.seeded ? chosen : undefined),
      image: image === undefined ? undefined : yield* upload(client, image),
      mask: mask === undefined ? undefined : yield* upload(client, mask),
      checkpoint:
        options.checkpoint ?? (options.workflow === undefined ? yield* findCheckpoint : undefined)
    }
    const filled = yield* fillWorkflow(workflow, options.inputs ?? {}, given)
    return { ...filled, seed: given.seed }
  })
