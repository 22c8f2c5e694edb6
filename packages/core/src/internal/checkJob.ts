import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InvalidRequest } from "../ImageError.js"
import { Job } from "../Jobs.js"
import type { ModelInfo } from "../ModelInfo.js"
import { nameOf } from "./nameOf.js"

const isJob = Schema.is(Job)

/** Refuses a job that is not this model's, or no job. */
export const checkJob = (info: ModelInfo, job: Job): Effect.Effect<void, InvalidRequest> => {
  const refuse = (reason: string) =>
    Effect.fail(
      new InvalidRequest({ option: "job", reason, provider: info.provider, model: info.name })
    )
  if (!isJob(job)) return refuse("a job has a provider, a model, an id and when it was submitted")
  return job.provider === info.provider && job.model === info.name
    ? Effect.void
    : refuse(`the job is one of ${job.provider}:${job.model}, not of ${nameOf(info)}`)
}
