/** The gateway's own API. Every failure is a `GatewayFailure`. */
import * as v from "valibot"
import { embedded } from "./embedded.js"
import { type Image, Summaries } from "./Event.js"
import { Failure, unreachable } from "./Failure.js"
import { Providers, type Provider } from "./Model.js"
import { type Numbered, parseJson, readEvents } from "./readEvents.js"

export class GatewayFailure extends Error {
  constructor(
    readonly failure: Failure,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number
  ) {
    super(failure.message ?? failure.description ?? failure._tag)
  }
}

/** A generation that the gateway took on. */
export interface Opened {
  readonly id: string
  readonly events: AsyncGenerator<Numbered>
}

export interface Gateway {
  readonly providers: () => Promise<ReadonlyArray<Provider>>
  /** Starts a generation, which goes on whoever listens. */
  readonly create: (request: unknown, signal: AbortSignal) => Promise<Opened>
  /** Its events after the one with that id, or all. */
  readonly events: (
    id: string,
    after: string | undefined,
    signal: AbortSignal
  ) => Promise<AsyncGenerator<Numbered>>
  readonly list: () => Promise<Summaries>
  readonly cancel: (id: string) => Promise<void>
  /** The bytes of a picture. */
  readonly load: (image: Image) => Promise<Blob>
}

const failureOf = async (response: Response): Promise<GatewayFailure> => {
  const parsed = v.safeParse(Failure, parseJson(await response.text()))
  const failure = parsed.success
    ? parsed.output
    : unreachable(`the gateway answered with status ${response.status}`)
  return new GatewayFailure(failure, response.status)
}

const notUnderstood = (status: number): GatewayFailure =>
  new GatewayFailure(unreachable("the gateway's answer can't be understood"), status)

/** At this origin, whatever name the gateway gives itself. */
const here = (address: string): URL => {
  const { pathname, search } = new URL(address, document.baseURI)
  return new URL(pathname + search, document.baseURI)
}

/** The key that the gateway may want. */
export interface Access {
  readonly key: () => string | undefined
  /** Asks for another key than the one that was refused; false when nobody gives one. */
  readonly renew: (refused: string | undefined) => Promise<boolean>
}

export const make = (access: Access): Gateway => {
  const ask = async (path: string | URL, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    const key = access.key()
    if (key !== undefined) headers.set("authorization", `Bearer ${key}`)
    let response
    try {
      response = await fetch(new URL(path, document.baseURI), { ...init, headers })
    } catch (error) {
      if (init.signal?.aborted === true) throw error
      const description = error instanceof Error ? error.message : String(error)
      throw new GatewayFailure(unreachable(description), 0)
    }
    if (response.status === 401 && (await access.renew(key))) return ask(path, init)
    if (!response.ok) throw await failureOf(response)
    return response
  }

  const json = async <S extends v.GenericSchema>(path: string, schema: S) => {
    const response = await ask(path)
    const parsed = v.safeParse(schema, parseJson(await response.text()))
    if (!parsed.success) throw notUnderstood(response.status)
    return parsed.output
  }

  const stream = (response: Response): AsyncGenerator<Numbered> => {
    if (response.body === null) throw notUnderstood(response.status)
    return readEvents(response.body)
  }

  return {
    providers: () => json("api/providers", Providers),
    list: () => json("api/generations", Summaries),
    create: async (request, signal) => {
      const response = await ask("api/generations", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "text/event-stream" },
        body: JSON.stringify(request),
        signal
      })
      const id = response.headers.get("location")?.split("/").at(-1)
      if (id === undefined) throw notUnderstood(response.status)
      return { id, events: stream(response) }
    },
    events: async (id, after, signal) => {
      const headers: HeadersInit = after === undefined ? {} : { "last-event-id": after }
      return stream(
        await ask(`api/generations/${id}/events`, {
          headers: { ...headers, accept: "text/event-stream" },
          signal
        })
      )
    },
    cancel: async (id) => {
      await ask(`api/generations/${id}`, { method: "DELETE" })
    },
    load: async (image) => {
      const { mediaType, source } = image
      if (source._tag === "Url") {
        const blob = await (await ask(here(source.url))).blob()
        return new Blob([blob], { type: mediaType ?? blob.type })
      }
      const blob = embedded(image)
      if (blob === undefined) throw notUnderstood(200)
      return blob
    }
  }
}
