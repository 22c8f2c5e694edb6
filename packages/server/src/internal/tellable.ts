import { ProviderDefect } from "@easel/core/ImageError"
import { Receipt } from "@easel/core/Receipt"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const encode = Schema.encode(Receipt)

/** A provider may put into its receipt what can't be told over HTTP, as half a price. */
export const tellable = (receipt: Receipt): Effect.Effect<void, ProviderDefect> =>
  Effect.mapBoth(encode(receipt), {
    onFailure: ({ message }) =>
      new ProviderDefect({
        provider: receipt.provider,
        model: receipt.model,
        jobId: receipt.jobId,
        description: `its receipt is no receipt: ${message}`.slice(0, 300)
      }),
    onSuccess: () => undefined
  })
