import type { Transform } from "node:stream"
import { buffer } from "node:stream/consumers"
import { createBrotliCompress, createDeflate, createGzip } from "node:zlib"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { BodyReaderId, isOffered, offersReaders } from "@easel/core/BodyReader"
import * as Fault from "@easel/testkit/Fault"
import { eventually, open, serve } from "./support.js"

const patience = Duration.seconds(5)

const kibibyte = 1024

const readerOf = (response: HttpClientResponse) => {
  if (!isOffered(response)) throw new Error("no reader is offered")
  return response[BodyReaderId]
}

const reading: ReadonlyArray<
  readonly [string, (response: HttpClientResponse) => Effect.Effect<unknown, unknown>]
> = [
  ["text", (response) => response.text],
  ["bytes", (response) => response.arrayBuffer],
  ["a stream", (response) => Stream.runDrain(response.stream)]
]

describe("UndiciClient: a body", () => {
  it.scopedLive("may be waited for longer than a timer of Node can run", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({
        status: 200,
        body: Stream.make("late").pipe(Stream.tap(() => Effect.sleep("50 millis")))
      }))
      const { client } = yield* open()
      const { read } = readerOf(yield* client.get(fake.baseUrl))
      const piece = yield* read(Duration.days(30))
      assert.strictEqual(new TextDecoder().decode(piece), "late")
    })
  )

  it.scopedLive("that is read slowly is held back at the socket", () =>
    Effect.gen(function* () {
      const pieceSize = 64 * kibibyte
      const count = 800
      let written = 0
      const body = Stream.range(0, count - 1).pipe(
        Stream.rechunk(1),
        Stream.map((index) => {
          written += pieceSize
          return new Uint8Array(pieceSize).fill(index % 251)
        })
      )
      const fake = yield* serve(() => ({ status: 200, body }))
      const { client, sockets } = yield* open()
      const { read } = readerOf(yield* client.get(fake.baseUrl))
      let taken = 0
      // What waits in the exchange, in the parser and in the socket's own buffer.
      const held = () => (sockets[0]?.bytesRead ?? 0) - taken
      const limit = 256 * kibibyte + 4 * pieceSize

      yield* eventually(() => held() >= 256 * kibibyte)
      let before = -1
      while (before !== written) {
        before = written
        yield* Effect.sleep("50 millis")
      }
      assert.isAtMost(held(), limit)
      assert.isBelow(written, count * pieceSize)

      let most = 0
      let wrong = 0
      for (let turn = 0; ; turn++) {
        const piece = yield* read(patience)
        if (piece === undefined) break
        for (let index = 0; index < piece.length; index += 1000) {
          if (piece[index] !== Math.floor((taken + index) / pieceSize) % 251) wrong++
        }
        taken += piece.length
        if (turn % 50 === 0) yield* Effect.sleep("1 millis")
        else yield* Effect.yieldNow()
        most = Math.max(most, held())
      }
      assert.strictEqual(wrong, 0)
      assert.strictEqual(taken, count * pieceSize)
      assert.isAtMost(most, limit)
    })
  )

  it.scopedLive("interruption before the head closes the socket", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => Effect.never)
      const { client } = yield* open()
      const fiber = yield* Effect.fork(client.get(fake.baseUrl))
      yield* eventually(() => fake.openReplies() === 1)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* eventually(() => fake.openReplies() === 0 && fake.openSockets() === 0)
      assert.isTrue(fake.requests[0]?.abandoned)
    })
  )

  for (const [name, read] of reading) {
    it.scopedLive(`interruption closes the socket while it is read as ${name}`, () =>
      Effect.gen(function* () {
        const body = Stream.concat(Stream.make("half"), Stream.never)
        const fake = yield* serve(() => ({ status: 200, body }))
        const { client } = yield* open()
        const response = yield* client.get(fake.baseUrl)
        const fiber = yield* Effect.fork(read(response))
        yield* Effect.sleep("20 millis")
        assert.strictEqual(fake.openReplies(), 1)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        yield* eventually(() => fake.openReplies() === 0 && fake.openSockets() === 0)
      })
    )

    it.scopedLive(`a connection that is cut after the head is an error of ${name}`, () =>
      Effect.gen(function* () {
        const fake = yield* serve(() => ({ status: 200, body: "0123456789" }), {
          faults: [Fault.cut({}, 5)]
        })
        const { client } = yield* open()
        const response = yield* client.get(fake.baseUrl)
        const error = yield* Effect.flip(read(response))
        assert.deepInclude(error, { _tag: "ResponseError", reason: "Decode" })
      })
    )
  }

  it.scopedLive("hands over what came before the cut", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 200, body: "0123456789" }), {
        faults: [Fault.cut({}, 5)]
      })
      const { client } = yield* open()
      const seen: Array<string> = []
      const response = yield* client.get(fake.baseUrl)
      const exit = yield* response.stream.pipe(
        Stream.decodeText(),
        Stream.runForEach((piece) => Effect.sync(() => seen.push(piece))),
        Effect.exit
      )
      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual(seen.join(""), "01234")
    })
  )

  it.scopedLive("a consumer that stops early closes the socket, one at the end keeps it", () =>
    Effect.gen(function* () {
      const body = Stream.concat(Stream.make("first"), Stream.never)
      const fake = yield* serve(({ url }) => ({
        status: 200,
        body: url.pathname === "/whole" ? "first" : body
      }))
      const { client, sockets } = yield* open()
      for (const path of ["whole", "endless"]) {
        const response = yield* client.get(`${fake.baseUrl}/${path}`)
        const first = yield* Stream.runHead(Stream.decodeText(response.stream))
        assert.deepStrictEqual(first, Option.some("first"))
      }
      yield* eventually(() => fake.openReplies() === 0)
      yield* (yield* client.get(`${fake.baseUrl}/whole`)).text
      const used = sockets.length
      yield* (yield* client.get(`${fake.baseUrl}/whole`)).text
      assert.strictEqual(sockets.length, used)
    })
  )
})

describe("UndiciClient: a reader", () => {
  it.scopedLive("is offered by client and response", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 200, body: "a" }))
      const { client } = yield* open()
      assert.isTrue(offersReaders(client))
      const { read } = readerOf(yield* client.get(fake.baseUrl))
      assert.deepStrictEqual(Buffer.from((yield* read(patience)) ?? []).toString(), "a")
      assert.isUndefined(yield* read(patience))
      assert.isUndefined(yield* read(patience))
    })
  )

  it.scopedLive("tells a silence, after which what comes can still be read", () =>
    Effect.gen(function* () {
      const ready = yield* Deferred.make<void>()
      const body = Stream.concat(
        Stream.make("a"),
        Stream.fromEffect(Effect.as(Deferred.await(ready), "b"))
      )
      const fake = yield* serve(() => ({ status: 200, body }))
      const { client } = yield* open()
      const { cancel, read } = readerOf(yield* client.get(fake.baseUrl))
      yield* read(patience)
      const error = yield* Effect.flip(read(Duration.millis(20)))
      assert.strictEqual(error._tag, "Silence")
      yield* Deferred.succeed(ready, undefined)
      assert.strictEqual(Buffer.from((yield* read(patience)) ?? []).toString(), "b")
      yield* cancel
    })
  )

  it.scopedLive("closes the socket when it is cancelled, and fails from then on", () =>
    Effect.gen(function* () {
      const body = Stream.concat(Stream.make("a"), Stream.never)
      const fake = yield* serve(() => ({ status: 200, body }))
      const { client } = yield* open()
      const { cancel, read } = readerOf(yield* client.get(fake.baseUrl))
      yield* read(patience)
      yield* cancel
      yield* eventually(() => fake.openReplies() === 0 && fake.openSockets() === 0)
      assert.strictEqual((yield* Effect.flip(read(patience)))._tag, "ResponseError")
      yield* cancel
    })
  )
})

const compressors: ReadonlyArray<readonly [string, () => Transform & { flush(): void }]> = [
  ["gzip", createGzip],
  ["deflate", createDeflate],
  ["br", createBrotliCompress]
]

/** What a compressor has written for `first`, and what follows for `second`. */
const compressed = (
  make: () => Transform & { flush(callback: () => void): void },
  first: string,
  second: string
) =>
  Effect.promise(async () => {
    const transform = make()
    transform.write(first)
    await new Promise<void>((resolve) => transform.flush(resolve))
    const head: Buffer = transform.read()
    transform.end(second)
    return [head, await buffer(transform)] as const
  })

describe("UndiciClient: a compressed body", () => {
  for (const [encoding, make] of compressors) {
    const headers = { "content-encoding": encoding, "x-own": "1" }

    it.scopedLive(`is decompressed as it flows: ${encoding}`, () =>
      Effect.gen(function* () {
        const [head, tail] = yield* compressed(make, "first", " second")
        const ready = yield* Deferred.make<void>()
        const body = Stream.concat(
          Stream.make(head),
          Stream.fromEffect(Effect.as(Deferred.await(ready), tail))
        )
        const fake = yield* serve(() => ({ status: 200, headers, body }))
        const { client } = yield* open()
        const response = yield* client.get(fake.baseUrl)
        assert.notProperty(response.headers, "content-encoding")
        assert.strictEqual(response.headers["x-own"], "1")
        const seen: Array<string> = []
        yield* response.stream.pipe(
          Stream.runForEach((piece) =>
            Effect.zipRight(
              Effect.sync(() => seen.push(Buffer.from(piece).toString())),
              Deferred.succeed(ready, undefined)
            )
          )
        )
        assert.strictEqual(seen[0], "first")
        assert.strictEqual(seen.join(""), "first second")
      })
    )

    it.scopedLive(`that ends early is an error: ${encoding}`, () =>
      Effect.gen(function* () {
        const [head] = yield* compressed(make, "first", " second")
        const fake = yield* serve(() => ({ status: 200, headers, body: head }))
        const { client } = yield* open()
        const response = yield* client.get(fake.baseUrl)
        const error = yield* Effect.flip(response.text)
        assert.deepInclude({ ...error }, { _tag: "ResponseError", reason: "Decode" })
      })
    )

    it.scopedLive(`closes its socket when it is not read to its end: ${encoding}`, () =>
      Effect.gen(function* () {
        const [head] = yield* compressed(make, "first", " second")
        const body = Stream.concat(Stream.make(head), Stream.never)
        const fake = yield* serve(() => ({ status: 200, headers, body }))
        const { client } = yield* open()
        const first = yield* client
          .get(fake.baseUrl)
          .pipe(Effect.flatMap(({ stream }) => Stream.runCollect(Stream.take(stream, 1))))
        assert.strictEqual(Buffer.concat(Chunk.toArray(first)).toString(), "first")
        yield* eventually(() => fake.openReplies() === 0)
        const response = yield* client.get(fake.baseUrl)
        const fiber = yield* Effect.fork(response.text)
        yield* Effect.sleep("20 millis")
        yield* Fiber.interrupt(fiber)
        yield* eventually(() => fake.openReplies() === 0 && fake.openSockets() === 0)
      })
    )
  }

  it.scopedLive("that is read slowly is held back too", () =>
    Effect.gen(function* () {
      const gzip = createGzip({ level: 0 })
      gzip.end(Buffer.alloc(50_000_000))
      const bytes = yield* Effect.promise(() => buffer(gzip))
      const headers = { "content-encoding": "gzip" }
      const fake = yield* serve(() => ({ status: 200, headers, body: bytes }))
      const { client, sockets } = yield* open()
      const response = yield* client.get(fake.baseUrl)
      const read = () => sockets[0]?.bytesRead ?? 0
      yield* eventually(() => read() > 0)
      let before = -1
      while (before !== read()) {
        before = read()
        yield* Effect.sleep("50 millis")
      }
      // The queue before the decompressor counts pieces of up to 64 KiB.
      assert.isBelow(read(), 4_000_000)
      assert.strictEqual((yield* response.arrayBuffer).byteLength, 50_000_000)
    })
  )
})
