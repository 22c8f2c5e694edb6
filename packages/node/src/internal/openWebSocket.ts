import type { LookupFunction, Socket } from "node:net"
import { Agent, buildConnector, type Dispatcher, WebSocket } from "undici"
import type { WebSocketLike, WebSocketOpener } from "@easel/core/WebSockets"

type Open = typeof WebSocketOpener.Service

const open = (
  url: string,
  headers: Readonly<Record<string, string>>,
  dispatcher: Dispatcher,
  ended: () => void
): WebSocketLike => {
  const socket = new WebSocket(url, { dispatcher, headers: { ...headers } })
  socket.addEventListener("close", ended)
  return {
    get binaryType() {
      return socket.binaryType
    },
    set binaryType(type) {
      socket.binaryType = type
    },
    addEventListener: (type, listener) => socket.addEventListener(type, listener),
    send: (text) => socket.send(text),
    close: () => {
      socket.close()
      ended()
    }
  }
}

/**
 * Each on a connection of its own. Undici waits without limit for the other side's goodbye; here the
 * connection ends once ours is written.
 */
export const openDirectly =
  (lookup: LookupFunction): Open =>
  (url, headers) => {
    const connect = buildConnector({ lookup })
    let connection: Socket | undefined
    const agent = new Agent({
      connect: (options, callback) =>
        connect(options, (...result) => {
          connection = result[1] ?? undefined
          callback(...result)
        })
    })
    return open(url, headers, agent, () => {
      connection?.destroySoon()
      void agent.destroy()
    })
  }

/** Through a dispatcher, which the caller owns. */
export const openThrough =
  (dispatcher: Dispatcher): Open =>
  (url, headers) =>
    open(url, headers, dispatcher, () => {})
