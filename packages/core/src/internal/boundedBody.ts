import type { HttpClientError } from "@effect/platform/HttpClientError"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Silence } from "../BodyReader.js"
import { concatenate } from "./concatenate.js"
import type { OpenAnswer } from "./openAnswer.js"

/** The body is larger than allowed. */
export class TooLarge {
  readonly _tag = "TooLarge"
  constructor(readonly maximumBytes: number) {}
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
        if (piece === undefined) return Effect.succeed(concatenate(pieces))
        length += piece.length
        if (length > maximumBytes) return Effect.fail(new TooLarge(maximumBytes))
        pieces.push(piece)
        return readAll
      }
    )
    return readAll
  })
