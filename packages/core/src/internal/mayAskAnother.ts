import { attemptsOf, type ImageError } from "../ImageError.js"

/**
 * True when the next model may be asked, unless the caller decides otherwise: after every failure
 * but a refusal on account of what the picture would show. That is an answer, and taking the prompt
 * to a service with laxer rules is for the caller to decide.
 */
export const mayAskAnother = (error: ImageError): boolean =>
  !attemptsOf(error).some(
    (attempt) => attempt._tag === "ResponseError" && attempt.reason === "Moderated"
  )
