import { ProviderDefect } from "@easel/core/ImageError"
import { Receipt } from "@easel/core/Receipt"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

const encode = Schema.encodeEither(Receipt)

/** The receipt as JSON. A provider may put into it what can't be told, as half a price. */
export const tellable = (receipt: Receipt): Either.Either<typeof Receipt.Encoded, ProviderDefect> =>
  Either.mapLeft(
    encode(receipt),
    ({ message }) =>
      new ProviderDefect({
        provider: receipt.provider,
        model: receipt.model,
        jobId: receipt.jobId,
        description: `its receipt is no receipt: ${message}`.slice(0, 300)
      })
  )
