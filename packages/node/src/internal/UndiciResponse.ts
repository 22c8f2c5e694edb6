import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import { type HttpClientError, ResponseError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type BodyReader, BodyReaderId, type Silence } from "@easel/core/BodyReader"
import type { Head } from "./Exchange.js"
import { decompressed } from "./decompressed.js"

/** Leaves a byte order mark out, as `fetch` does. */
const decoder = new TextDecoder()

/** An answer whose body is read from an exchange. */
export class UndiciResponse
  extends Inspectable.Class
  implements HttpClientResponse.HttpClientResponse
{
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly [BodyReaderId]: BodyReader
  readonly headers: Headers.Headers
  readonly status: number
  readonly remoteAddress = Option.none<string>()
  private whole: Buffer | undefined

  constructor(
    readonly request: HttpClientRequest,
    private readonly head: Head,
    reader: BodyReader
  ) {
    super()
    this.status = head.status
    const headers = Headers.fromInput(head.headers)
    const plain = decompressed(headers, reader, (cause) => this.decodeError(cause))
    this.headers = plain.headers
    this[BodyReaderId] = plain.reader
  }

  get cookies(): Cookies.Cookies {
    return Cookies.fromSetCookie(this.head.headers["set-cookie"] ?? [])
  }

  get stream(): Stream.Stream<Uint8Array, ResponseError> {
    const { cancel, read } = this[BodyReaderId]
    const pull = Effect.matchEffect(read(Duration.infinity), {
      onFailure: (error) => Effect.fail(Option.some(this.decodeError(error))),
      onSuccess: (piece) =>
        piece === undefined ? Effect.fail(Option.none()) : Effect.succeed(Chunk.of(piece))
    })
    return Stream.ensuring(Stream.repeatEffectChunkOption(pull), cancel)
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, ResponseError> {
    return Effect.map(this.bytes, (bytes) => new Uint8Array(bytes).buffer)
  }

  get text(): Effect.Effect<string, ResponseError> {
    return Effect.map(this.bytes, (bytes) => decoder.decode(bytes))
  }

  get json(): Effect.Effect<unknown, ResponseError> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: (): unknown => (text === "" ? null : JSON.parse(text)),
        catch: (cause) => this.decodeError(cause)
      })
    )
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, ResponseError> {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get formData(): Effect.Effect<FormData, ResponseError> {
    return Effect.flatMap(this.bytes, (bytes) =>
      Effect.tryPromise({
        try: () => new Response(new Uint8Array(bytes), { headers: this.headers }).formData(),
        catch: (cause) => this.decodeError(cause)
      })
    )
  }

  /** The whole body, kept for who asks again; giving up on it closes the socket. */
  private get bytes(): Effect.Effect<Buffer, ResponseError> {
    const { cancel, read } = this[BodyReaderId]
    const pieces: Array<Uint8Array> = []
    const readAll: Effect.Effect<Buffer, HttpClientError | Silence> = Effect.flatMap(
      read(Duration.infinity),
      (piece) => {
        if (piece === undefined) return Effect.succeed((this.whole = Buffer.concat(pieces)))
        pieces.push(piece)
        return readAll
      }
    )
    return Effect.suspend(() =>
      this.whole === undefined
        ? readAll.pipe(
            Effect.mapError((error) => this.decodeError(error)),
            Effect.onInterrupt(() => cancel)
          )
        : Effect.succeed(this.whole)
    )
  }

  private decodeError(cause: unknown): ResponseError {
    return cause instanceof ResponseError
      ? cause
      : new ResponseError({ request: this.request, response: this, reason: "Decode", cause })
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }
}
