/**
 * The bodies of ImageLabs, as its public clients send and read them; there is no published
 * interface.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { ImageLabsOptions } from "../ImageLabsOptions.js"

/** Body of `POST /txt2img`. The seeds are numbers written as strings. */
export const submission = (request: ResolvedRequest<ImageLabsOptions>, seed: number) => ({
  prompt: request.prompt,
  seed: String(seed),
  subseed: String(request.options.subseed ?? seed),
  attention: 0,
  width: request.width,
  height: request.height,
  tiling: request.options.tiling ?? false,
  negative_prompt: request.negativePrompt ?? "",
  reference_image: "",
  reference_image_type: null,
  reference_strength: 30
})

/** Id of a job; sent back just as it came. */
export const TaskId = Schema.Union(Schema.NonEmptyString, Schema.Int)
export type TaskId = typeof TaskId.Type

const readTaskId = Schema.decodeOption(Schema.parseJson(TaskId))

/** The id of a job as it came, out of its text. */
export const taskIdOf = (jobId: string): TaskId => Option.getOrElse(readTaskId(jobId), () => jobId)

/** The text of an id: the id itself, in quotes where it would be taken for another one. */
export const jobIdOf = (taskId: TaskId): string =>
  taskIdOf(String(taskId)) === taskId ? String(taskId) : JSON.stringify(taskId)

/** Answer of `POST /txt2img`. */
export const Submitted = Schema.Struct({ task_id: TaskId })

/** Answer of `POST /progress`: anything may be missing, and there is more than is known. */
export const JobState = Schema.Struct({
  status: Schema.optional(Schema.NullOr(Schema.String)),
  /** 0 to 1. */
  progress: Schema.optional(Schema.NullOr(Schema.Number)),
  final_image_url: Schema.optional(Schema.NullOr(Schema.String))
})
export type JobState = typeof JobState.Type
