import { ToldError } from "../internal/ToldError.js"

const told = (description: string) => ToldError.annotations({ description })

/** What the errors of Easel's own routes mean, by status. */
export const errors = {
  400: told("The request is wrong: `option` says where, `reason` why, `legal` what would do."),
  401: told("No key, or none that is known."),
  403: told("Asked by a page of another origin."),
  404: told("There is none, or no longer, or it is somebody else's."),
  413: told("The body is too large."),
  415: told("The body is no JSON, or does not say that it is."),
  424: told("The service has, or may have, taken the job: asking again could make it twice."),
  429: told(
    "Too much at once, or the service's quota is used up; `Retry-After` says when to come."
  ),
  502: told("The service failed."),
  503: told("The provider is not set up, the service is overloaded, or the gateway is going down.")
}
