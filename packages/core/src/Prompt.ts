/** The prompt of a request: its own, or the content of the last user message. */
import * as Either from "effect/Either"
import { InvalidRequest } from "./ImageError.js"
import type { ImageRequest } from "./ImageRequest.js"

const missing = (reason: string) =>
  new InvalidRequest({ option: "prompt", reason, legal: '"A cat wearing a hat"' })

/** Fails when there is no prompt or only white space. A prompt that is given wins over messages. */
export const fromRequest = (
  request: Pick<ImageRequest, "prompt" | "messages">
): Either.Either<string, InvalidRequest> => {
  const last = request.messages?.filter((message) => (message.role ?? "user") === "user").at(-1)
  const prompt = request.prompt ?? last?.content
  if (prompt === undefined) {
    return Either.left(missing(request.messages ? "no message is from the user" : "is missing"))
  }
  return prompt.trim() === "" ? Either.left(missing("is empty")) : Either.right(prompt)
}
