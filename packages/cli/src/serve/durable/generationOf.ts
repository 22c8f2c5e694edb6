/** A batch of one item as the gateway tells of it. */
import type { ItemRecord, ItemState } from "@easel/batch/BatchItem"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import type { Place } from "@easel/batch/OutputStore"
import { ProviderDefect } from "@easel/core/ImageError"
import * as Prompt from "@easel/core/Prompt"
import type { DurableGeneration } from "@easel/server/DurableGenerations"
import type { GatewayError } from "@easel/server/GatewayError"
import * as Either from "effect/Either"
import { errorOf } from "./errorOf.js"
import { picturesOf } from "./picturesOf.js"

const statuses: Record<ItemState, DurableGeneration["status"]> = {
  pending: "Queued",
  reserved: "Running",
  accepted: "Running",
  made: "Running",
  done: "Done",
  failed: "Failed",
  unknown: "Failed",
  cancelled: "Cancelled"
}

/** Settings name `provider:model`. */
const namesOf = ({ settings }: BatchSummary) => {
  const [name] = settings.models
  const end = name.indexOf(":")
  return { provider: name.slice(0, end), model: name.slice(end + 1) }
}

type Told = Pick<DurableGeneration, "status" | "result" | "error">

const failed = (error: GatewayError): Told => ({ status: "Failed", error })

const toldOf = (place: Place, summary: BatchSummary, item: ItemRecord): Told => {
  const { model, provider } = namesOf(summary)
  const { error, receipt, state } = item
  if (error !== undefined) return failed(errorOf(error, provider, model))
  if (state === "done") {
    const [first, ...others] = picturesOf(place, summary.id, item)
    return first === undefined || receipt === undefined
      ? failed(new ProviderDefect({ provider, model, description: "it ended without a picture" }))
      : { status: "Done", result: { pictures: [first, ...others], receipt } }
  }
  return { status: statuses[state] }
}

export const generationOf = (
  place: Place,
  summary: BatchSummary,
  item: ItemRecord
): DurableGeneration => ({
  id: summary.id,
  createdAt: summary.created,
  ...namesOf(summary),
  prompt: Either.getOrElse(Prompt.fromRequest(item.request), () => ""),
  ...toldOf(place, summary, item)
})
