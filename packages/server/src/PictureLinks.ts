/** Addresses of kept pictures: nobody can guess them, and they expire. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { LinkRefused } from "./GatewayError.js"
import type { PictureName } from "./PictureStore.js"

export interface Service {
  /** The absolute address under which a picture can be fetched without a key for some time. */
  readonly urlOf: (name: PictureName) => Effect.Effect<string>
  /** Holds what was asked for against its signature and the clock. */
  readonly verify: (link: {
    readonly name: PictureName
    readonly expires: number
    readonly signature: string
  }) => Effect.Effect<void, LinkRefused>
}

export class PictureLinks extends Context.Tag("@easel/server/PictureLinks")<
  PictureLinks,
  Service
>() {}
