import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** The body is larger than allowed. */
export class TooLarge {
  readonly _tag = "TooLarge"
  constructor(readonly maximumBytes: number) {}
}

const concatenate = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const [first] = chunks
  if (chunks.length === 1 && first !== undefined) return first
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

/** Reads a whole body and stops as soon as it grows beyond the limit. */
export const boundedBody = (
  response: HttpClientResponse.HttpClientResponse,
  maximumBytes: number
): Effect.Effect<Uint8Array, HttpClientError.HttpClientError | TooLarge> => {
  const announced = Number(response.headers["content-length"] ?? 0)
  if (announced > maximumBytes) return Effect.fail(new TooLarge(maximumBytes))
  return Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let length = 0
    return response.stream.pipe(
      Stream.runForEach((chunk) => {
        length += chunk.length
        if (length > maximumBytes) return Effect.fail(new TooLarge(maximumBytes))
        chunks.push(chunk)
        return Effect.void
      }),
      Effect.map(() => concatenate(chunks, length))
    )
  })
}
