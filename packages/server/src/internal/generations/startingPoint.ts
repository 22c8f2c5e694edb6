import * as Effect from "effect/Effect"
import { InvalidRequest } from "@easel/core/ImageError"

const read = (
  option: string,
  text: string | ReadonlyArray<string>
): Effect.Effect<number, InvalidRequest> =>
  typeof text === "string" && /^\d{1,15}$/.test(text)
    ? Effect.succeed(Number(text))
    : Effect.fail(
        new InvalidRequest({
          option,
          reason: "is no number of an event",
          legal: "0, 1, 2 and so on"
        })
      )

/**
 * The last event that a listener has, -1 for none. The header wins: a browser that connects again by
 * itself sends it along with the address of the first time.
 */
export const startingPoint = (
  lastEventId: string | undefined,
  after: string | ReadonlyArray<string> | undefined
): Effect.Effect<number, InvalidRequest> => {
  if (lastEventId !== undefined) return read("Last-Event-ID", lastEventId)
  return after === undefined ? Effect.succeed(-1) : read("after", after)
}
