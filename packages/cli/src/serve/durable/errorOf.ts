import type { ItemError } from "@easel/batch/BatchItem"
import { ProviderDefect, TransportError } from "@easel/core/ImageError"
import { type GatewayError, PictureStoreError } from "@easel/server/GatewayError"

/** What became of an item, as gateways say it: no path of this machine, no stack. */
export const errorOf = (error: ItemError, provider: string, model: string): GatewayError => {
  switch (error._tag) {
    case "OutputError":
      return new PictureStoreError({ operation: "put", description: error.reason })
    case "OutcomeUnknown":
      return new TransportError({
        provider,
        model,
        jobId: error.jobId,
        phase: "Wait",
        reason: "EndedEarly",
        description: error.detail
      })
    case "WorkflowDefect":
      return new ProviderDefect({
        provider,
        model,
        description: "it ended with a mistake, see the database of the gateway"
      })
    default:
      return error
  }
}
