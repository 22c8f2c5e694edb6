import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Mailbox from "effect/Mailbox"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type ImageError, TransportError } from "../ImageError.js"
import type { MessagesRequest, Messages } from "../ServiceClient.js"
import type { Message, WebSocketLike, WebSocketOpener } from "../WebSockets.js"
import type { Door } from "./Door.js"

type Open = typeof WebSocketOpener.Service

/** How long the first request may take. */
const handshakeTimeout = Duration.seconds(10)

/** A service that sends more than is read is cut off. */
const maximumUnread = 64 * 1024 * 1024

/** The platform's own, which sends no headers. */
const platformOpener = (headers: Readonly<Record<string, string>>): Open | undefined =>
  typeof globalThis.WebSocket === "function" && Object.keys(headers).length === 0
    ? (url) => new globalThis.WebSocket(url)
    : undefined

const messageOf = (event: object): Message | undefined => {
  const data = "data" in event ? event.data : undefined
  if (typeof data === "string") return data
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined
}

const sizeOf = (message: Message): number => message.length

/**
 * Opens a web socket to the service; it is closed with the scope. What comes before it is read waits,
 * up to a limit.
 */
export const openMessages = (
  door: Door,
  opener: Option.Option<Open>,
  request: MessagesRequest
): Effect.Effect<Messages, ImageError, Scope.Scope> =>
  Effect.gen(function* () {
    const { headers, url } = door.socketTarget(request)
    const broken = (reason: "Refused" | "Cut", description: string) =>
      new TransportError({
        provider: door.options.provider,
        phase: request.phase,
        reason,
        description: door.scrub(`${url.host}: ${description}`)
      })
    if (door.options.proxy !== undefined) {
      return yield* broken("Refused", "web sockets don't go through the proxy of one provider")
    }
    const open = Option.getOrElse(opener, () => platformOpener(headers))
    if (open === undefined) {
      return yield* broken("Refused", "this platform has no web socket that sends what is needed")
    }
    const mailbox = yield* Mailbox.make<Message, ImageError>()
    const opened = yield* Deferred.make<void, ImageError>()
    let unread = 0
    const end = (error: ImageError): void => {
      Deferred.unsafeDone(opened, Effect.fail(error))
      mailbox.unsafeDone(Exit.fail(error))
    }
    const acquire = Effect.try({
      try: () => open(url.href, headers),
      catch: (thrown) => broken("Refused", `the web socket can't be opened: ${String(thrown)}`)
    })
    const release = (socket: WebSocketLike) => Effect.sync(() => socket.close())
    const socket = yield* Effect.acquireRelease(acquire, release)
    socket.binaryType = "arraybuffer"
    socket.addEventListener("open", () => Deferred.unsafeDone(opened, Effect.void))
    socket.addEventListener("error", () => end(broken("Cut", "the web socket broke")))
    socket.addEventListener("close", () => end(broken("Cut", "the web socket was closed")))
    socket.addEventListener("message", (event) => {
      const message = messageOf(event)
      if (message === undefined) return
      unread += sizeOf(message)
      if (unread <= maximumUnread) mailbox.unsafeOffer(message)
      else {
        end(broken("Cut", "more messages came than were read"))
        socket.close()
      }
    })
    yield* Effect.timeoutFail(Deferred.await(opened), {
      duration: handshakeTimeout,
      onTimeout: () => broken("Cut", "the web socket did not open in time")
    })
    return {
      take: Effect.flatMap(mailbox.takeAll, ([messages]) => {
        unread = 0
        // It is over, and has said why before.
        if (Chunk.isEmpty(messages)) return broken("Cut", "the web socket was closed")
        return Effect.succeed(Chunk.toReadonlyArray(messages))
      }),
      send: (text) =>
        Effect.try({
          try: () => socket.send(text),
          catch: () => broken("Cut", "the web socket was closed")
        })
    }
  })
