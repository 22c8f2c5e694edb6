/**
 * Serves a stand-in on a real socket of this machine, keeps what it was asked, and lays faults
 * over it.
 */
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse
} from "node:http"
import type { Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import { host, listen, ListenError } from "./internal/listen.js"
import { selectFaults } from "./internal/selectFaults.js"
import { bodyStream, type Fault } from "./Fault.js"

/** A request and how its socket ended. */
export interface RecordedRequest extends FakeRequest {
  /** The client closed the socket before the answer was complete. */
  readonly abandoned: boolean
}

/** A stand-in that listens. */
export interface RunningFake {
  /** `http://127.0.0.1:<port>`. */
  readonly baseUrl: string
  /** Every request so far, in order. */
  readonly requests: ReadonlyArray<RecordedRequest>
  /** Sockets that are open now; a keep-alive connection that rests counts. */
  readonly openSockets: () => number
  /** Answers that are being written now. */
  readonly openReplies: () => number
  /** Adds a fault for the requests to come. */
  readonly addFault: (fault: Fault) => void
}

export interface Options {
  /** Default 0: any free port. */
  readonly port?: number | undefined
  readonly faults?: ReadonlyArray<Fault> | undefined
}

interface MutableRecord extends FakeRequest {
  abandoned: boolean
}

const readText = (message: IncomingMessage): Effect.Effect<string> =>
  Effect.async<string>((resume) => {
    const chunks: Array<Buffer> = []
    message.on("data", (chunk: Buffer) => chunks.push(chunk))
    message.on("end", () => resume(Effect.succeed(Buffer.concat(chunks).toString("utf8"))))
    message.on("error", () => resume(Effect.interrupt))
  })

const flatHeaders = (message: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, String(value ?? "")])
  )

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

/** Waits until the last socket has left the set. */
const emptied = (sockets: ReadonlySet<Socket>): Effect.Effect<void> =>
  Effect.suspend(() => {
    const [socket] = sockets
    if (socket === undefined) return Effect.void
    return Effect.async<void>((resume) => {
      socket.once("close", () => resume(Effect.void))
    }).pipe(Effect.zipRight(emptied(sockets)))
  })

export { ListenError }

/** Serves the stand-in until the scope closes. */
export const start = (
  service: FakeService,
  options: Options = {}
): Effect.Effect<RunningFake, ListenError, Scope.Scope> =>
  Effect.gen(function* () {
    const runtime = yield* Effect.runtime()
    const requests: Array<MutableRecord> = []
    const faults = [...(options.faults ?? [])]
    const select = selectFaults()
    const sockets = new Set<Socket>()
    const replies = new Set<Fiber.RuntimeFiber<void>>()

    const answer = (message: IncomingMessage, response: ServerResponse) =>
      Effect.gen(function* () {
        const record: MutableRecord = {
          method: message.method ?? "GET",
          url: new URL(message.url ?? "/", `http://${message.headers.host ?? host}`),
          headers: flatHeaders(message),
          text: yield* readText(message),
          abandoned: false
        }
        requests.push(record)
        response.once("close", () => {
          record.abandoned = !response.writableFinished
        })
        const handle = select(faults, record).reduce(
          (inner, fault) => fault.apply(inner),
          service.handle(record)
        )
        yield* writeReply(response, yield* handle)
      }).pipe(
        Effect.scoped,
        Effect.tapErrorCause((cause) =>
          Effect.zipRight(Effect.logError("the stand-in failed", cause), destroy(response))
        )
      )

    const server = createServer((message, response) => {
      const fiber = Runtime.runFork(runtime)(answer(message, response))
      replies.add(fiber)
      fiber.addObserver(() => replies.delete(fiber))
      response.once("close", () => Runtime.runFork(runtime)(Fiber.interrupt(fiber)))
    })
    server.keepAliveTimeout = 30_000
    server.on("connection", (socket) => {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    })
    const port = yield* Effect.acquireRelease(listen(server, options.port ?? 0), () =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      }).pipe(
        Effect.zipRight(Effect.suspend(() => Fiber.interruptAll(Array.from(replies)))),
        Effect.zipRight(emptied(sockets))
      )
    )
    const baseUrl = `http://${host}:${port}`
    return {
      baseUrl,
      requests,
      openSockets: () => sockets.size,
      openReplies: () => replies.size,
      addFault: (fault) => {
        faults.push(fault)
      }
    }
  })
