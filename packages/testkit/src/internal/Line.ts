import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FakeReply } from "@easel/core/Fake"
import { bodyStream } from "../Fault.js"

/** A request, and where its answer is written. */
export interface Line {
  readonly readText: Effect.Effect<string>
  readonly write: (reply: FakeReply) => Effect.Effect<void>
  readonly destroy: Effect.Effect<void>
  readonly onClose: (listener: () => void) => void
  /** The whole answer was written. */
  readonly isComplete: () => boolean
}

const readText = (message: IncomingMessage): Effect.Effect<string> =>
  Effect.async<string>((resume) => {
    const chunks: Array<Buffer> = []
    message.on("data", (chunk: Buffer) => chunks.push(chunk))
    message.on("end", () => resume(Effect.succeed(Buffer.concat(chunks).toString("utf8"))))
    message.on("error", () => resume(Effect.interrupt))
  })

const writePiece = (response: ServerResponse, piece: Uint8Array): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    if (response.write(piece)) return resume(Effect.void)
    response.once("drain", () => resume(Effect.void))
  })

const destroy = (response: ServerResponse): Effect.Effect<void> =>
  Effect.sync(() => {
    response.destroy()
  })

/** Breaks the connection after what was written has left, which `destroy` would drop. */
const cutOff = (response: ServerResponse): Effect.Effect<void> =>
  Effect.sync(() => {
    response.socket?.destroySoon()
  })

/** As Node takes them; a name that is written in another way is the same name. */
const outgoing = (headers: FakeReply["headers"], usual: OutgoingHttpHeaders = {}) => {
  const result = { ...usual }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value === undefined) delete result[name.toLowerCase()]
    else result[name.toLowerCase()] = typeof value === "string" ? value : [...value]
  }
  return result
}

const writeReply = (response: ServerResponse, reply: FakeReply): Effect.Effect<void> => {
  if (reply.status === 0) return destroy(response)
  response.socket?.setNoDelay(true)
  if (typeof reply.body === "string" || reply.body instanceof Uint8Array) {
    const { body } = reply
    return Effect.sync(() => {
      const usual = { "content-length": Buffer.byteLength(body) }
      response.writeHead(reply.status, outgoing(reply.headers, usual))
      response.end(body)
    })
  }
  response.writeHead(reply.status, outgoing(reply.headers))
  response.flushHeaders()
  return bodyStream(reply.body).pipe(
    Stream.runForEach((piece) => writePiece(response, piece)),
    Effect.zipRight(Effect.sync(() => response.end())),
    Effect.catchTag("Cut", () => cutOff(response))
  )
}

/** The answer of a usual request. */
export const make = (message: IncomingMessage, response: ServerResponse): Line => ({
  readText: readText(message),
  write: (reply) => writeReply(response, reply),
  destroy: destroy(response),
  onClose: (listener) => response.once("close", listener),
  isComplete: () => response.writableFinished
})
