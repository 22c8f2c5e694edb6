import * as Effect from "effect/Effect"
import type { ImageError } from "../ImageError.js"
import type { ServiceRequest } from "../ServiceClient.js"
import type { Door } from "./Door.js"
import { boundedBody } from "./boundedBody.js"
import { isHtml } from "./classifyAnswer.js"
import { decodeText } from "./decodeText.js"
import { afterHead, type OpenAnswer, useAnswer } from "./openAnswer.js"

/** Sends a request and reads the answer as it is; only a web page is an error. */
export const readBytes = (
  door: Door,
  request: ServiceRequest,
  maximumBytes: number
): Effect.Effect<Uint8Array, ImageError> => {
  const read = (answer: OpenAnswer): Effect.Effect<Uint8Array, ImageError> =>
    Effect.matchEffect(boundedBody(answer, maximumBytes, door.idleTimeout), {
      onFailure: (error) =>
        Effect.fail(
          error._tag === "TooLarge"
            ? door.unreadable(
                `an answer of at most ${maximumBytes} bytes`,
                "a longer one",
                request.phase
              )
            : door.broken(error, request.phase)
        ),
      onSuccess: (bytes) => {
        const { response } = answer
        // The beginning is enough to tell a page, and a picture is not read as text.
        const head = decodeText(bytes.subarray(0, 4096))
        return isHtml({ headers: response.headers, text: head })
          ? Effect.flatMap(door.explain(response, head, request), Effect.fail)
          : Effect.succeed(bytes)
      }
    })
  return door.repeat(
    useAnswer(
      (restore) => door.open(request, "*/*", restore),
      (answer) => afterHead(request, answer, read(answer))
    ),
    request.repeat
  )
}
