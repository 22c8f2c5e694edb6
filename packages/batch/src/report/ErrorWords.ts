/** Errors of items in words: a short reason to count by, and what to do. */
import type { ImageError, ResponseError } from "@easel/core/ImageError"
import type { OutputError } from "../BatchError.js"
import type { ItemError } from "../BatchItem.js"

/** Such as `ResponseError Quota`; the same for all that failed for the same reason. */
export const reasonOf = (error: ItemError): string => {
  switch (error._tag) {
    case "ResponseError":
    case "TransportError":
    case "AssetError":
    case "OutputError":
      return `${error._tag} ${error.reason}`
    case "GenerationTimeout":
      return `${error._tag} ${error.deadline}`
    case "InvalidRequest":
      return `${error._tag} ${error.option}`
    case "AllAttemptsFailed": {
      const last = error.attempts.at(-1)
      return last === undefined ? error._tag : reasonOf(last)
    }
    default:
      return error._tag
  }
}

const forResponse: Readonly<Record<ResponseError["reason"], string>> = {
  Quota: "Add to the quota or choose another model, then try it again.",
  RateLimited: "Begin fewer items a minute, then try it again.",
  Unauthorized: "Check the provider's key, then try it again.",
  Moderated: "Change the prompt: the service will refuse this one again.",
  Overloaded: "Try it again later.",
  NotFound: "Check the names of model and provider.",
  Rejected: "Change the request: the service will refuse this one again.",
  Server: "Try it again later."
}

const forOutput: Readonly<Record<OutputError["reason"], string>> = {
  Full: "Make room, then try it again.",
  Denied: "Give leave to write there, then try it again.",
  Taken: "Move the other file away or rename the item, then try it again.",
  Missing: "Make sure that the output is there, then try it again.",
  Unreachable: "Make sure that the output can be reached, then try it again.",
  Invalid: "Change the name of the picture or the output."
}

const forImage = (error: ImageError): string => {
  switch (error._tag) {
    case "ResponseError":
      return forResponse[error.reason]
    case "InvalidRequest":
    case "ModelNotFound":
    case "ProviderNotFound":
      return "Change the item: nothing was sent."
    case "TransportError":
      return error.reason === "Refused"
        ? "Check the connection, then try it again."
        : "Try it again. If the service made the picture, it may be paid twice."
    case "GenerationTimeout":
      return "Allow more time or choose a faster model, then try it again."
    case "AllAttemptsFailed":
      return "Every model failed: see the reasons, then try it again."
    case "ProviderDefect":
      return "Tell the maker of the plugin, or choose another provider."
    case "AssetError":
    case "ResponseParseError":
      return "Try it again."
  }
}

/** What a person can do about it. */
export const adviceFor = (error: ItemError): string => {
  switch (error._tag) {
    case "OutputError":
      return `${forOutput[error.reason]} What the service still has is not paid again.`
    case "OutcomeUnknown":
      return "It may have been paid: look it up at the service before another try."
    case "WorkflowDefect":
      return "This is a mistake in Easel or in a plugin; another try may help."
    default:
      return forImage(error)
  }
}
