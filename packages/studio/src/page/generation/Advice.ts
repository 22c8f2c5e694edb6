/** What a failure means for the person in front of the page, and what to do about it. */
import { duration } from "../gallery/format.js"
import type { Failure } from "../wire/Failure.js"

export interface Advice {
  readonly title: string
  /** What happened, in the words of the service where there are any. */
  readonly text: string
  /** What to do. */
  readonly remedy: string
  /** The field of the form that it is about. */
  readonly field?: string | undefined
  /** A value for that field that would be taken. */
  readonly suggestion?: string | undefined
}

const wait = (retryAfter: number | undefined): string =>
  retryAfter === undefined ? "in a moment" : `in ${duration(Math.max(1000, retryAfter))}`

const near = ({ near = [] }: Failure): string =>
  near.length === 0 ? "Choose a model from the list." : `Perhaps you mean ${near.join(" or ")}.`

const responseAdvice = (failure: Failure): Advice => {
  const service = failure.provider ?? "the service"
  const text = failure.message ?? ""
  switch (failure.reason) {
    case "Quota":
      return {
        title: "The quota is used up",
        text,
        remedy: `Wait until ${service} renews it, have the gateway use a key of its own, or choose another model.`
      }
    case "RateLimited":
      return {
        title: "Too many requests for the service",
        text,
        remedy: `Try again ${wait(failure.retryAfter)}.`
      }
    case "Unauthorized":
      return {
        title: "The service refused the gateway's key",
        text,
        remedy: "Whoever runs the gateway sets it; `easel doctor` shows what is missing."
      }
    case "Moderated":
      return {
        title: "The service does not draw this",
        text,
        remedy: "Put the prompt in other words, or choose another model."
      }
    case "Overloaded":
      return {
        title: "The service is overloaded",
        text,
        remedy: `Try again ${wait(failure.retryAfter)}, or choose another model.`
      }
    case "NotFound":
      return {
        title: "The service no longer has this",
        text,
        remedy: "Choose another model."
      }
    case "Rejected":
      return {
        title: "The service refused the request",
        text,
        remedy: "Change the prompt or a setting, and try again."
      }
    default:
      return {
        title: "The service has an error",
        text,
        remedy: `Try again ${wait(failure.retryAfter)}, or choose another model.`
      }
  }
}

/** The names of the form's fields by those of the request. */
const fields: Readonly<Record<string, string>> = {
  prompt: "Prompt",
  messages: "Prompt",
  negativePrompt: "Leave out",
  width: "Width",
  height: "Height",
  size: "Size",
  aspectRatio: "Shape",
  seed: "Seed",
  count: "Pictures",
  steps: "Steps",
  guidanceScale: "Guidance",
  images: "Input pictures",
  mask: "Mask",
  strength: "Strength",
  outputFormat: "Format"
}

const invalid = ({ legal, option = "", reason = "" }: Failure): Advice => ({
  title: "The model does not take this",
  text: `${fields[option] ?? option}: ${reason}`,
  remedy: legal === undefined ? "Change it and try again." : `It would take ${legal}.`,
  field: option,
  suggestion: legal
})

export const adviceFor = (failure: Failure): Advice => {
  const text = failure.message ?? failure.description ?? failure.reason ?? ""
  switch (failure._tag) {
    case "InvalidRequest":
      return invalid(failure)
    case "ModelNotFound":
    case "ProviderNotFound":
      return {
        title: `There is no ${failure.name ?? "such model"} here`,
        text: "",
        remedy: near(failure),
        field: "model"
      }
    case "ResponseError":
      return responseAdvice(failure)
    case "ResponseParseError":
      return {
        title: "The service's answer makes no sense",
        text,
        remedy: "Try again. If it stays so, the service has changed: look for a newer Easel."
      }
    case "TransportError":
      return {
        title: "The connection to the service broke",
        text,
        remedy: "Try again. Before that, see whether the service is up."
      }
    case "GenerationTimeout":
      return {
        title: "It took too long",
        text,
        remedy: "Try again, with a smaller size or fewer steps, or choose another model."
      }
    case "AssetError":
      return {
        title: "The picture was made and can't be fetched",
        text,
        remedy: "Try again; the service may have let it expire."
      }
    case "ProviderDefect":
      return {
        title: "The provider's plugin is broken",
        text,
        remedy: "Choose another model, and tell the plugin's author."
      }
    case "AllAttemptsFailed":
      return {
        title: "Every model has failed",
        text: (failure.attempts ?? [])
          .map((attempt) => `${attempt.provider ?? "?"}: ${adviceFor(attempt).title}`)
          .join("\n"),
        remedy: "Try again in a moment, or choose another model."
      }
    case "Unauthorized":
      return {
        title: "The gateway wants a key",
        text: "",
        remedy: "Enter the key, and try again."
      }
    case "TooManyRequests":
      return {
        title: "The gateway is busy",
        text,
        remedy: `Nothing was started. Try again ${wait(failure.retryAfter)}.`
      }
    case "BodyTooLarge":
      return {
        title: "The input pictures are too large",
        text,
        remedy: "Use smaller or fewer pictures.",
        field: "images"
      }
    case "ProviderUnavailable":
      return {
        title: "This provider is not set up",
        text,
        remedy: "Whoever runs the gateway sets it up; `easel doctor` shows what is missing."
      }
    case "ShuttingDown":
      return {
        title: "The gateway is going down",
        text: "",
        remedy: failure.cancelled
          ? "It was cancelled; the service may charge for it. Try again when the gateway is back."
          : "Nothing was started. Try again when it is back."
      }
    case "PictureNotFound":
    case "LinkRefused":
    case "PictureStoreError":
      return {
        title: "The gateway no longer has the picture",
        text,
        remedy: "Make it again."
      }
    case "Unreachable":
      return {
        title: "The gateway can't be reached",
        text,
        remedy: "See whether `easel serve` still runs, and try again."
      }
    case "Lost":
    case "GenerationNotFound":
      return {
        title: "Nobody knows what became of it",
        text,
        remedy: "The gateway forgot it, or was started anew. Make it again."
      }
    default:
      return { title: "It failed", text: text || failure._tag, remedy: "Try again." }
  }
}
