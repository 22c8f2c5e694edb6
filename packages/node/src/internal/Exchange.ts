import type { IncomingHttpHeaders } from "node:http"
import { RequestError, ResponseError } from "@effect/platform/HttpClientError"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Dispatcher } from "undici"
import { Silence } from "@easel/core/BodyReader"

/** Bytes that may wait for a reader before the socket is no longer read. */
const highWaterMark = 256 * 1024

/** What a started response is made of. */
export interface Head {
  readonly status: number
  readonly headers: IncomingHttpHeaders
}

/** Who waits for the next piece. */
interface Reader {
  readonly timer: NodeJS.Timeout | undefined
  readonly resume: (next: Read) => void
}

type Read = Effect.Effect<Uint8Array | undefined, HttpClientError | Silence>

/** The longest that a timer of Node can run, in milliseconds: 24.8 days. A longer one ends at once. */
const longestTimer = 2 ** 31 - 1

const startTimer = (patience: Duration.Duration, onEnd: () => void) => {
  const milliseconds = Duration.toMillis(patience)
  return milliseconds <= longestTimer ? setTimeout(onEnd, milliseconds) : undefined
}

const cancelled = new Error("the answer is no longer wanted")

/** One request on its way: takes what undici hands over and gives it on at the reader's pace. */
export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined
  private response: HttpClientResponse | undefined
  private pieces: Array<Uint8Array> = []
  private waitingBytes = 0
  private ended = false
  private unwanted = false
  private error: unknown
  private settle: ((result: Effect.Effect<HttpClientResponse, HttpClientError>) => void) | undefined
  private reader: Reader | undefined

  constructor(
    private readonly request: HttpClientRequest,
    private readonly toResponse: (head: Head) => HttpClientResponse
  ) {}

  /** Sends the request by `dispatch`; ends when the head of the answer is there. */
  start(dispatch: () => void): Effect.Effect<HttpClientResponse, HttpClientError> {
    return Effect.async((resume) => {
      this.settle = resume
      dispatch()
    })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.unwanted) controller.abort(cancelled)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders
  ): void {
    if (status < 200) return
    this.response = this.toResponse({ status, headers })
    this.settle?.(Effect.succeed(this.response))
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (piece.length === 0) return
    this.pieces.push(piece)
    this.waitingBytes += piece.length
    if (this.reader !== undefined) return this.wake()
    if (this.waitingBytes > highWaterMark) controller.pause()
  }

  onResponseEnd(): void {
    this.ended = true
    this.wake()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.error = error
    if (this.response === undefined) {
      this.settle?.(Effect.fail(this.requestError(error)))
    } else {
      this.wake()
    }
  }

  private requestError(cause: unknown): RequestError {
    return new RequestError({ request: this.request, reason: "Transport", cause })
  }

  private wake(): void {
    const { reader } = this
    if (reader === undefined) return
    clearTimeout(reader.timer)
    this.reader = undefined
    reader.resume(this.now())
  }

  /** What can be said without waiting. */
  private now(): Read {
    const piece = this.pieces.shift()
    if (piece !== undefined) {
      this.waitingBytes -= piece.length
      if (this.controller?.paused === true && this.waitingBytes < highWaterMark) {
        this.controller.resume()
      }
      return Effect.succeed(piece)
    }
    if (this.ended) return Effect.succeed(undefined)
    const { response } = this
    return Effect.fail(
      response === undefined
        ? this.requestError(this.error)
        : new ResponseError({
            request: this.request,
            response,
            reason: "Decode",
            cause: this.error
          })
    )
  }

  readonly read = (patience: Duration.Duration): Read =>
    Effect.suspend(() => {
      if (this.pieces.length > 0 || this.ended || this.error !== undefined) return this.now()
      // Without a finalizer, which a waiting generation would keep: `cancel` clears up.
      return Effect.async<Uint8Array | undefined, HttpClientError | Silence>((resume) => {
        const timer = startTimer(patience, () => {
          if (this.reader === reader) this.reader = undefined
          resume(Effect.fail(new Silence({ duration: patience })))
        })
        const reader: Reader = { timer, resume }
        clearTimeout(this.reader?.timer)
        this.reader = reader
      })
    })

  readonly cancel: Effect.Effect<void> = Effect.sync(() => {
    clearTimeout(this.reader?.timer)
    this.reader = undefined
    if (this.ended || this.error !== undefined) return
    this.unwanted = true
    this.controller?.abort(cancelled)
  })
}
