/** Addresses of kept pictures: nobody can guess them, and they expire. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { LinkRefused } from "./GatewayError.js"
import type { PictureName } from "./PictureStore.js"
import { SetupError } from "./SetupError.js"

export interface Service {
  /** The absolute address under which a picture can be fetched without a key for some time. */
  readonly urlOf: (name: PictureName) => Effect.Effect<string>
  /** Holds what was asked for against its signature and the clock. */
  readonly verify: (link: {
    readonly name: PictureName
    /** Milliseconds since 1970. */
    readonly expires: number
    readonly signature: string
  }) => Effect.Effect<void, LinkRefused>
}

export class PictureLinks extends Context.Tag("@easel/server/PictureLinks")<
  PictureLinks,
  Service
>() {}

export interface Options {
  /** Where the gateway is reached: `"https://pictures.example"`, with a path when it has one. */
  readonly publicUrl: string
  /** How long an address is good for. Default 1 hour. */
  readonly lifetime?: Duration.DurationInput | undefined
  /**
   * At least 16 characters. With the same one, addresses survive a restart and are good at other
   * gateways with the same pictures. Default: a random one for this process.
   */
  readonly secret?: Redacted.Redacted | undefined
}

const minimumSecret = 16

const weakSecret = new SetupError({
  option: "pictures.secret",
  reason: `the secret of picture addresses has less than ${minimumSecret} characters`
})

const isEqual = (one: string, other: string): boolean => {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}

/** Fails when the secret is too short. */
export const layer = ({
  lifetime = "1 hour",
  publicUrl,
  secret = Redacted.make(randomBytes(32).toString("base64url"))
}: Options): Layer.Layer<PictureLinks, SetupError> =>
  Layer.effect(
    PictureLinks,
    Effect.gen(function* () {
      if (Redacted.value(secret).length < minimumSecret) return yield* weakSecret
      const base = publicUrl.replace(/\/+$/, "")
      const sign = (name: PictureName, expires: number): string =>
        createHmac("sha256", Redacted.value(secret))
          .update(`${name} ${expires}`)
          .digest("base64url")
      return {
        urlOf: (name) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            const expires = now + Duration.toMillis(lifetime)
            const query = `expires=${expires}&signature=${sign(name, expires)}`
            return `${base}/api/images/${name}?${query}`
          }),
        verify: ({ expires, name, signature }) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            // Of a forged address nothing is told, not even that it would have expired.
            if (!isEqual(signature, sign(name, expires)))
              return new LinkRefused({ reason: "Forged" })
            return now < expires ? Effect.void : new LinkRefused({ reason: "Expired" })
          })
      }
    })
  )
