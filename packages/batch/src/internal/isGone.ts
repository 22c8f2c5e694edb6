/** Whether asking again can bring a picture that was made, or only making another one. */
import type { ImageError } from "@easel/core/ImageError"
import type { ItemError } from "../BatchItem.js"

/** Nothing is at its address any more, or what is there is no picture. */
export const isPictureGone = (error: { readonly _tag: string; readonly reason?: string }) =>
  error._tag === "AssetError" &&
  (error.reason === "NotFound" || error.reason === "Forbidden" || error.reason === "NotAnImage")

/** The service or its pictures may be there again later. */
const passes = (error: ImageError): boolean => {
  switch (error._tag) {
    case "TransportError":
    case "GenerationTimeout":
      return true
    case "ResponseError":
      return error.reason === "RateLimited" || error.reason === "Overloaded"
    case "AssetError":
      return !isPictureGone(error)
    default:
      return false
  }
}

/** The service does not hand out the pictures of a job that was through, and will not later either. */
export const isJobGone = (error: ItemError): boolean => {
  switch (error._tag) {
    case "OutputError":
    case "OutcomeUnknown":
    case "WorkflowDefect":
      return false
    default:
      return !passes(error)
  }
}
