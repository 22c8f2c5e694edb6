import type { HttpClientError } from "@effect/platform/HttpClientError"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Silence } from "../BodyReader.js"
import type { OpenAnswer } from "./openAnswer.js"

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
  { read, response }: OpenAnswer,
  maximumBytes: number,
  patience: Duration.Duration
): Effect.Effect<Uint8Array, HttpClientError | Silence | TooLarge> =>
  Effect.suspend(() => {
    const announced = Number(response.headers["content-length"] ?? 0)
    if (announced > maximumBytes) return Effect.fail(new TooLarge(maximumBytes))
    const pieces: Array<Uint8Array> = []
    let length = 0
    const readAll: Effect.Effect<Uint8Array, HttpClientError | Silence | TooLarge> = Effect.flatMap(
      read(patience),
      (piece) => {
        if (piece === undefined) return Effect.succeed(concatenate(pieces, length))
        length += piece.length
        if (length > maximumBytes) return Effect.fail(new TooLarge(maximumBytes))
        pieces.push(piece)
        return readAll
      }
    )
    return readAll
  })
