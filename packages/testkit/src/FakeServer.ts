/**
 * Serves a stand-in on a real socket of this machine, keeps what it was asked, and lays faults
 * over it.
 */
import { createServer, type IncomingMessage } from "node:http"
import type { Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import type { FakeRequest, FakeService } from "@easel/core/Fake"
import * as Line from "./internal/Line.js"
import { host, listen, ListenError } from "./internal/listen.js"
import { selectFaults } from "./internal/selectFaults.js"
import * as WebSocketLine from "./internal/WebSocketLine.js"
import type { Fault } from "./Fault.js"

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

const flatHeaders = (message: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, String(value ?? "")])
  )

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

    const fork = Runtime.runFork(runtime)

    const answer = (message: IncomingMessage, line: Line.Line) =>
      Effect.gen(function* () {
        const record: MutableRecord = {
          method: message.method ?? "GET",
          url: new URL(message.url ?? "/", `http://${message.headers.host ?? host}`),
          headers: flatHeaders(message),
          text: yield* line.readText,
          abandoned: false
        }
        requests.push(record)
        line.onClose(() => {
          record.abandoned = !line.isComplete()
        })
        const handle = select(faults, record).reduce(
          (inner, fault) => fault.apply(inner),
          service.handle(record)
        )
        yield* line.write(yield* handle)
      }).pipe(
        Effect.scoped,
        Effect.tapErrorCause((cause) =>
          Effect.zipRight(Effect.logError("the stand-in failed", cause), line.destroy)
        )
      )

    const run = (message: IncomingMessage, line: Line.Line) => {
      const fiber = fork(answer(message, line))
      replies.add(fiber)
      fiber.addObserver(() => replies.delete(fiber))
      line.onClose(() => fork(Fiber.interrupt(fiber)))
    }
    const server = createServer((message, response) => run(message, Line.make(message, response)))
    server.on("upgrade", (message, _, head) => {
      run(message, WebSocketLine.make(message, head, fork))
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
        // It does not know those of web sockets.
        for (const socket of sockets) socket.destroy()
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
