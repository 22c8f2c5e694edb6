/** What a report says of an item, taken from what is known best: receipt, job, request. */
import * as Prompt from "@easel/core/Prompt"
import type { Cost } from "@easel/core/Receipt"
import * as Either from "effect/Either"
import type { ItemRecord } from "../BatchItem.js"

export interface ItemFacts {
  /** As it was sent, or is to be. */
  readonly prompt: string
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly seed: number | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  readonly cost: Cost | undefined
  readonly job: string | undefined
  /** Milliseconds from the submit to the end. */
  readonly duration: number | undefined
}

const promptOf = ({ receipt, request }: ItemRecord): string =>
  receipt?.prompt ?? Either.getOrElse(Prompt.fromRequest(request), () => "")

const seedOf = ({ receipt, request }: ItemRecord): number | undefined => {
  if (receipt === undefined) return request.seed
  return receipt.seed === "unknown" ? undefined : receipt.seed
}

const durationOf = ({ finished, receipt, reserved }: ItemRecord): number | undefined => {
  const begin = receipt?.timings.submitted ?? reserved
  const end = receipt?.timings.finished ?? finished
  return begin === undefined || end === undefined ? undefined : end.getTime() - begin.getTime()
}

export const factsOf = (item: ItemRecord): ItemFacts => {
  const { error, job, pictures, receipt, request } = item
  const where = error !== undefined && "provider" in error ? error : undefined
  const [picture] = pictures
  return {
    prompt: promptOf(item),
    provider: receipt?.provider ?? job?.provider ?? where?.provider,
    model: receipt?.model ?? job?.model ?? where?.model ?? request.model,
    seed: seedOf(item),
    width: picture?.width ?? receipt?.parameters.width ?? request.width,
    height: picture?.height ?? receipt?.parameters.height ?? request.height,
    cost: receipt?.cost,
    job: job?.jobId ?? receipt?.jobId,
    duration: durationOf(item)
  }
}
