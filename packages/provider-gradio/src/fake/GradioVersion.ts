/** How the `/call` route of Gradio changed from version to version. */

/** The versions whose differences the stand-in knows. */
export const all = ["4.44", "5.9", "5.49", "6.12", "6.25"] as const

export type GradioVersion = (typeof all)[number]

/** What a version fixes. */
export interface Behaviour {
  /** Path before the API routes. */
  readonly prefix: string
  /** `error` events hold the error's object (since 6.13); before, they hold null. */
  readonly errorObject: boolean
  /** What an unknown event id is told. */
  readonly unknownEvent: string
  /** An unknown function answers with a traceback (5.0 to 6.8) instead of the bare status. */
  readonly traceback: boolean
  /** File addresses are cut from the request's (up to 5.22), right only for five-letter names. */
  readonly wrongAddresses: boolean
  /** A job that was handed in with a `session_hash` is found by it alone (up to 6.17). */
  readonly foundBySession: boolean
  /** The queue's results tell of a cache (since 6.12). */
  readonly cacheFields: boolean
  /** `/cancel` takes a job that waits out of the queue (since 6.14). */
  readonly cancelsWaiting: boolean
  /** Sliders are checked against their range (since 5.39). */
  readonly checksRanges: boolean
}

const newest: Behaviour = {
  prefix: "/gradio_api",
  errorObject: true,
  unknownEvent: "404: Not Found",
  traceback: false,
  wrongAddresses: false,
  foundBySession: false,
  cacheFields: true,
  cancelsWaiting: true,
  checksRanges: true
}

const before613: Behaviour = {
  ...newest,
  errorObject: false,
  foundBySession: true,
  cancelsWaiting: false
}

const before523: Behaviour = {
  ...before613,
  unknownEvent: "404: Session not found.",
  traceback: true,
  wrongAddresses: true,
  cacheFields: false,
  checksRanges: false
}

const behaviours: Readonly<Record<GradioVersion, Behaviour>> = {
  "4.44": { ...before523, prefix: "", traceback: false },
  "5.9": before523,
  "5.49": { ...before613, traceback: true, cacheFields: false },
  "6.12": before613,
  "6.25": newest
}

/** What the version does. */
export const behaviour = (version: GradioVersion): Behaviour => behaviours[version]
