import type { ImageError, ResponseError } from "../ImageError.js"

/** What an outcome tells about the service behind a model. */
export type Health = "Works" | "Fails"

/** What an error tells; `undefined` is nothing. Of several attempts one that works is enough. */
export const healthOf = (error: ImageError): Health | undefined => {
  switch (error._tag) {
    case "ResponseError":
      return healthByReason[error.reason]
    case "TransportError":
    case "GenerationTimeout":
    case "ResponseParseError":
      return "Fails"
    case "AllAttemptsFailed": {
      const healths = error.attempts.map(healthOf)
      return healths.find((health) => health === "Works") ?? healths.find((health) => health)
    }
    case "InvalidRequest":
    case "ProviderNotFound":
    case "ModelNotFound":
    case "AssetError":
    case "ProviderDefect":
      return undefined
  }
}

const healthByReason: Readonly<Record<ResponseError["reason"], Health | undefined>> = {
  Server: "Fails",
  Overloaded: "Fails",
  RateLimited: undefined,
  Quota: "Works",
  Unauthorized: "Works",
  Moderated: "Works",
  NotFound: "Works",
  Rejected: "Works"
}
