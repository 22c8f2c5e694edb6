/**
 * Undici hands compressed bodies over as they are. Easel asks for none, but a proxy in between may
 * compress all the same: then the body is decompressed as it flows.
 */
import type { Transform } from "node:stream"
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const decompressors: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress
}

const decompressed = (
  response: HttpClientResponse.HttpClientResponse
): HttpClientResponse.HttpClientResponse => {
  const make = decompressors[response.headers["content-encoding"]?.toLowerCase() ?? ""]
  const hasBody = response.status !== 204 && response.status !== 304
  if (make === undefined || !hasBody) return response
  const body = response.stream.pipe(
    NodeStream.pipeThroughDuplex(make, (cause) => cause),
    Stream.toReadableStream
  )
  const headers = Headers.remove(response.headers, ["content-encoding", "content-length"])
  return HttpClientResponse.fromWeb(
    response.request,
    new Response(body, { status: response.status, headers: { ...headers } })
  )
}

/** A client whose answers are never compressed. */
export const withDecompression = (client: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.transformResponse(client, Effect.map(decompressed))
