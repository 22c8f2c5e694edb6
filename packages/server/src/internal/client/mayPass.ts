import type { GatewayError } from "../../GatewayError.js"

/** True for what another attempt at hearing of the same generation can bring to an end. */
export const mayPass = (error: GatewayError): boolean => {
  switch (error._tag) {
    case "TransportError":
    case "TooManyRequests":
      return true
    case "ShuttingDown":
      return error.cancelled !== true
    case "ResponseError":
      return (
        error.reason === "RateLimited" || error.reason === "Overloaded" || error.reason === "Server"
      )
    default:
      return false
  }
}
