/**
 * Web sockets, as much of them as a provider needs: texts go out, messages come in.
 *
 * `ServiceClient.openMessages` opens them. It takes a `WebSocketOpener` where the application offers
 * one, else the `WebSocket` of the platform, which Node has from version 22 on.
 */
import * as Context from "effect/Context"

/** The part of a `WebSocket` that is used. */
export interface WebSocketLike {
  binaryType: "arraybuffer" | "blob"
  /** The event of a message has its `data`. */
  readonly addEventListener: (
    type: "open" | "error" | "close" | "message",
    listener: (event: object) => void
  ) => void
  readonly send: (text: string) => void
  /** Ends it in every state, and does not wait for the other side. */
  readonly close: () => void
}

/**
 * Opens a web socket at a `ws` or `wss` address, with these headers in its first request. Optional:
 * the Node layer of `@easel/node` offers it. The platform's own `WebSocket` sends no headers, so that
 * a service with credentials needs an opener.
 */
export class WebSocketOpener extends Context.Tag("@easel/core/WebSocketOpener")<
  WebSocketOpener,
  (url: string, headers: Readonly<Record<string, string>>) => WebSocketLike
>() {}

/** A message: a text, or bytes. */
export type Message = string | Uint8Array
