import { pipeline, Readable, type Transform } from "node:stream"
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib"
import * as Headers from "@effect/platform/Headers"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type BodyReader, Silence } from "@easel/core/BodyReader"

const decompressors: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress
}

/** A body as it was before it was compressed, and the headers that then belong to it. */
export interface Plain {
  readonly headers: Headers.Headers
  readonly reader: BodyReader
}

/**
 * Undici hands compressed bodies over as they are. Easel asks for none, but something in between
 * may compress all the same: then the body is decompressed as it flows.
 */
export const decompressed = (
  headers: Headers.Headers,
  reader: BodyReader,
  toError: (cause: unknown) => HttpClientError
): Plain => {
  const encoding = headers["content-encoding"]
  const make = encoding === undefined ? undefined : decompressors[encoding.toLowerCase()]
  if (make === undefined) return { headers, reader }
  return {
    headers: Headers.remove(headers, ["content-encoding", "content-length"]),
    reader: readThrough(make(), reader, toError)
  }
}

/** Reads what a transform makes of another reader's pieces. */
const readThrough = (
  transform: Transform,
  source: BodyReader,
  toError: (cause: unknown) => HttpClientError
): BodyReader => {
  const compressed = async function* () {
    for (;;) {
      const piece = await Effect.runPromise(source.read(Duration.infinity))
      if (piece === undefined) return
      yield piece
    }
  }
  // A failure on either side ends the iteration below with its error.
  pipeline(Readable.from(compressed()), transform, () => undefined)
  const pieces = transform[Symbol.asyncIterator]()
  const next = async (): Promise<Uint8Array | undefined> => {
    const result: IteratorResult<unknown> = await pieces.next()
    return result.value instanceof Uint8Array ? result.value : undefined
  }
  return {
    read: (patience) =>
      Effect.tryPromise({ try: next, catch: toError }).pipe(
        Effect.timeoutFail({
          duration: patience,
          onTimeout: () => new Silence({ duration: patience })
        })
      ),
    cancel: Effect.zipRight(
      Effect.sync(() => transform.destroy()),
      source.cancel
    )
  }
}
