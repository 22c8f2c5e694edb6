/**
 * Sends generations and follows them to their end. Of all tabs one follows a generation; when it is
 * closed, another one goes on from the last event that was kept.
 */
import { picturesOf } from "../gallery/Picture.js"
import type { Library } from "../store/Library.js"
import { areShared, exclusively, onFreeLine } from "../store/Locks.js"
import { encodeRequest } from "../wire/encodeRequest.js"
import { lost, unreachable, type Failure } from "../wire/Failure.js"
import { type Gateway, GatewayFailure } from "../wire/Gateway.js"
import type { Numbered } from "../wire/readEvents.js"
import { advance } from "./advance.js"
import { adopt } from "./adopt.js"
import { fetchPictures } from "./fetchPictures.js"
import { fail, type Generation, hasEnded } from "./Generation.js"
import { throttled } from "./throttled.js"

export interface Runner {
  /** Brings a generation to its end, in this tab or another one. */
  readonly run: (id: string) => Promise<void>
  /** Stops it at the service. */
  readonly cancel: (generation: Generation) => Promise<void>
}

export interface Options {
  readonly gateway: Gateway
  readonly library: Library
  /** Id of this tab. */
  readonly tab: string
  /** Hears how a generation ended, in the tab that followed it. */
  readonly onEnd: (generation: Generation) => void
}

/** Milliseconds between two attempts to connect again. */
const pauses = [500, 1000, 2000, 4000, 8000, 8000, 8000]

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const failureOf = (error: unknown): Failure =>
  error instanceof GatewayFailure
    ? error.failure
    : unreachable(error instanceof Error ? error.message : String(error))

/** The connection, or the gateway for the moment, and not what was asked. */
const canPass = (error: unknown): boolean =>
  !(error instanceof GatewayFailure) || error.status === 0 || error.status >= 500

export const make = ({ gateway, library, onEnd, tab }: Options): Runner => {
  /** Cancelled before the gateway had named them. */
  const unwanted = new Set<string>()
  let isLeaving = false
  addEventListener("pagehide", () => (isLeaving = true))
  addEventListener("pageshow", () => (isLeaving = false))

  const follow = async (first: Generation): Promise<void> => {
    let current = first
    const { id } = first
    const abort = new AbortController()
    const keep = async (): Promise<void> => {
      const kept = await library.change(id, () => current)
      if (kept === undefined) abort.abort()
    }
    const show = throttled(60, () => library.show(current))
    const keepSoon = throttled(400, () => void keep())
    const become = (next: Generation): void => {
      current = next
      show()
      keepSoon()
    }

    const consume = async (events: AsyncGenerator<Numbered>): Promise<void> => {
      for await (const { event, id: eventId } of events) {
        become({ ...advance(current, event), lastEventId: eventId ?? current.lastEventId })
        if (hasEnded(current) || current.phase === "Fetching") return
      }
    }

    const start = async (): Promise<void> => {
      const body = await encodeRequest(current.request)
      const { events, id: serverId } = await gateway.create(body, abort.signal)
      become({ ...current, serverId, phase: "Running" })
      if (unwanted.delete(id)) await gateway.cancel(serverId)
      await consume(events)
    }

    const attach = async (serverId: string): Promise<void> => {
      const events = await gateway.events(serverId, current.lastEventId, abort.signal)
      await consume(events)
    }

    /** Until it has ended, or its pictures are made. */
    const listen = async (): Promise<void> => {
      let failures = 0
      for (;;) {
        const before = current.lastEventId
        try {
          if (current.serverId === undefined) await start()
          else await attach(current.serverId)
          if (hasEnded(current) || current.phase === "Fetching") return
        } catch (error) {
          if (abort.signal.aborted || isLeaving) return
          // What was sent may have arrived: it is not sent again.
          if (current.serverId === undefined) return become(fail(current, failureOf(error)))
          if (!canPass(error)) return become(fail(current, failureOf(error)))
        }
        failures = current.lastEventId === before ? failures + 1 : 0
        const pause = pauses[failures]
        if (pause === undefined) {
          return become(fail(current, lost("the gateway does not answer any more")))
        }
        become({ ...current, phase: "Reconnecting" })
        await sleep(pause)
      }
    }

    const fetchAll = async (): Promise<void> => {
      const { response } = current
      if (response === undefined) return
      try {
        const fetched = await fetchPictures(gateway, response)
        const pictures = picturesOf(current, fetched)
        await library.finish(
          id,
          pictures.flatMap((picture, index) => {
            const blob = fetched[index]?.blob
            return blob === undefined ? [] : [{ picture, blob }]
          })
        )
      } catch (error) {
        if (!isLeaving) become(fail(current, failureOf(error)))
      }
    }

    if (current.phase !== "Fetching") await listen()
    if (abort.signal.aborted || isLeaving) return
    await keep()
    if (current.phase === "Fetching") await fetchAll()
    if (isLeaving) return
    await keep()
    onEnd(current)
  }

  /** Takes it over in the state in which it was left; undefined when there is nothing to do. */
  const take = async (id: string): Promise<Generation | undefined> => {
    const found = library.generations.value.get(id)?.value
    if (found === undefined || hasEnded(found)) return undefined
    // Another tab may be at it just now.
    if (found.serverId === undefined && found.owner !== tab && !areShared()) return undefined
    if (found.phase === "Starting" && found.serverId === undefined) {
      const adopted = await adopt(gateway, library, found)
      return library.change(id, () => adopted)
    }
    const next = await library.change(id, (present) =>
      hasEnded(present) ? undefined : present.phase === "Waiting" ? starting(present) : present
    )
    return next
  }

  return {
    run: (id) =>
      exclusively(`generation ${id}`, () =>
        onFreeLine(async () => {
          const generation = await take(id)
          if (generation !== undefined && !hasEnded(generation)) await follow(generation)
        })
      ),
    cancel: async ({ id, serverId }) => {
      const stopped = await library.change(id, (present) =>
        present.phase === "Waiting" ? { ...present, phase: "Cancelled" } : undefined
      )
      if (stopped !== undefined) return
      if (serverId === undefined) unwanted.add(id)
      else await gateway.cancel(serverId)
    }
  }
}

const starting = (generation: Generation): Generation => ({ ...generation, phase: "Starting" })
