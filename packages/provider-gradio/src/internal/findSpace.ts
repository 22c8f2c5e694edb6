import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as AddressPolicy from "@easel/core/AddressPolicy"
import { type ImageError, InvalidRequest, TransportError } from "@easel/core/ImageError"
import type { HuggingFaceHub } from "../HuggingFaceHub.js"

/** Where a Space is, and how the hub calls it. */
export interface Place {
  readonly url: string
  readonly id: string | undefined
}

export interface Finder {
  readonly hub: HuggingFaceHub
  readonly hubUrl: URL
  /** The Space of the settings. */
  readonly configured: string | undefined
  readonly resolver: Option.Option<typeof AddressPolicy.HostResolver.Service>
}

const option = "providerOptions.gradio.space"

const legal = "owner/name, or an address such as https://owner-name.hf.space"

/** A page of the hub stands for the Space that it shows. */
const idOf = (name: string): string | undefined =>
  /^(?:https:\/\/huggingface\.co\/spaces\/)?(\w[\w.-]*\/\w[\w.-]*)\/?$/.exec(name)?.[1]

/** The address of a Space, without what is no part of it. */
export const addressOf = (name: string): URL | undefined => {
  if (!/^https?:\/\//.test(name) || !URL.canParse(name)) return undefined
  const url = new URL(name)
  return url.username + url.password + url.search + url.hash === "" ? url : undefined
}

/**
 * Finds a Space by its name or address. An address in a private network must be the setting's, or of
 * the hub's own kind: a request that comes from elsewhere, as through a gateway, leads nowhere else.
 */
export const findSpace = (
  { configured, hub, hubUrl, resolver }: Finder,
  asked: string | undefined
): Effect.Effect<Place, ImageError> =>
  Effect.gen(function* () {
    const name = asked ?? configured
    if (name === undefined) {
      return yield* new InvalidRequest({ option, reason: "no Space is named", legal })
    }
    const id = idOf(name)
    const url = id === undefined ? addressOf(name) : yield* hub.host(id)
    if (url === undefined) {
      const reason = "it is neither the name nor the address of a Space"
      return yield* new InvalidRequest({ option, reason, legal })
    }
    const home = configured === undefined ? undefined : addressOf(configured)
    if (url.origin !== home?.origin) {
      yield* Effect.mapError(AddressPolicy.check(url, hubUrl, resolver), (error) => {
        // Nothing was sent, least of all for a picture.
        if (error._tag === "TransportError")
          return new TransportError({ ...error, phase: "Prepare" })
        const reason = `${url.host} is no public address; only the setting EASEL_GRADIO_SPACE may name such a one`
        return new InvalidRequest({ option, reason })
      })
    }
    return { url: url.href, id }
  })
