import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import * as ServerSentEvents from "@easel/core/ServerSentEvents"

const encoder = new TextEncoder()

const decodePieces = (pieces: Iterable<Uint8Array>, options?: ServerSentEvents.Options) =>
  Stream.fromIterable(pieces).pipe(
    // One pull for each piece, as a socket gives them.
    Stream.rechunk(1),
    ServerSentEvents.decode(options),
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray)
  )

const decodeText = (text: string) => decodePieces([encoder.encode(text)])

const data = (text: string) =>
  Effect.map(decodeText(text), (events) => events.map((event) => event.data))

const split = (bytes: Uint8Array, position: number) => [
  bytes.subarray(0, position),
  bytes.subarray(position)
]

describe("ServerSentEvents", () => {
  it.effect("reads name, data and id", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* decodeText("event: complete\nid: 7\ndata: [1]\n\ndata: x\n\n"),
        [
          { event: "complete", data: "[1]", id: "7" },
          { event: "message", data: "x", id: undefined }
        ]
      )
    })
  )

  it.effect("survives a split at every byte, with every line ending", () =>
    Effect.gen(function* () {
      for (const ending of ["\n", "\r\n", "\r"]) {
        const lines = ["event: żółć", "data: 猫🐈", "data: é", "", "data: 2", ""]
        const bytes = encoder.encode(lines.map((line) => line + ending).join(""))
        for (let position = 0; position <= bytes.length; position++) {
          assert.deepStrictEqual(
            yield* decodePieces(split(bytes, position)),
            [
              { event: "żółć", data: "猫🐈\né", id: undefined },
              { event: "message", data: "2", id: undefined }
            ],
            `${JSON.stringify(ending)} at ${position}`
          )
        }
      }
    })
  )

  it.effect("survives single bytes", () =>
    Effect.gen(function* () {
      const bytes = encoder.encode("data: 猫\r\n\r\nevent: e\r\ndata: 🐈\r\n\r\n")
      const events = yield* decodePieces(Array.from(bytes, (byte) => Uint8Array.of(byte)))
      assert.deepStrictEqual(
        events.map((event) => event.data),
        ["猫", "🐈"]
      )
    })
  )

  it.effect("does not take CR and LF in two pieces for a blank line", () =>
    Effect.gen(function* () {
      const pieces = ["data: 1\r", "\ndata: 2\r", "\n\r", "\n"].map((text) => encoder.encode(text))
      const events = yield* decodePieces(pieces)
      assert.deepStrictEqual(
        events.map((event) => event.data),
        ["1\n2"]
      )
    })
  )

  it.effect("passes over a byte order mark, whole or split", () =>
    Effect.gen(function* () {
      const bytes = encoder.encode("\ufeffdata: 1\n\n")
      for (const position of [0, 1, 2, 3]) {
        const [event] = yield* decodePieces(split(bytes, position))
        assert.strictEqual(event?.data, "1")
      }
    })
  )

  it.effect("keeps the same character where it is no mark", () =>
    Effect.gen(function* () {
      const bytes = encoder.encode("data: \ufeff1\n\ndata: 2\n\n\ufeffdata: 3\ndata: 4\n\n")
      for (let position = 0; position <= bytes.length; position++) {
        const events = yield* decodePieces(split(bytes, position))
        assert.deepStrictEqual(
          events.map((event) => event.data),
          ["\ufeff1", "2", "4"],
          `at ${position}`
        )
      }
    })
  )

  it.effect("replaces what is no UTF-8, wherever the pieces end", () =>
    Effect.gen(function* () {
      const bytes = Uint8Array.of(...encoder.encode("data: a"), 0xf0, 0x9f, 10, 10, 0xe2, 0x82)
      for (let position = 0; position <= bytes.length; position++) {
        const [event, ...others] = yield* decodePieces(split(bytes, position))
        assert.strictEqual(event?.data, "a\ufffd", `at ${position}`)
        assert.deepStrictEqual(others, [])
      }
    })
  )

  it.effect("removes one space after the colon and no more", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* data("data:a\n\ndata: b\n\ndata:  c\n\n"), ["a", "b", " c"])
    })
  )

  it.effect("reads a field without a colon as an empty value", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* data("data\n\ndata\ndata\n\n"), ["", "\n"])
    })
  )

  it.effect("drops comments, unknown fields and events without data", () =>
    Effect.gen(function* () {
      const text = ": ping\n\n:\nevent: heartbeat\n\nfoo: bar\ndata: 1\n: inside\ndata: 2\n\n"
      assert.deepStrictEqual(yield* decodeText(text), [
        { event: "message", data: "1\n2", id: undefined }
      ])
    })
  )

  it.effect("keeps the events around retry lines, legal and not", () =>
    Effect.gen(function* () {
      const text = "retry: 3000\ndata: 1\n\ndata: 2\nretry: soon\n\nretry\n\ndata: 3\n\n"
      assert.deepStrictEqual(yield* data(text), ["1", "2", "3"])
    })
  )

  it.effect("completes a last event without its blank line or line ending", () =>
    Effect.gen(function* () {
      for (const ending of ["", "\n", "\r", "\r\n"]) {
        assert.deepStrictEqual(yield* data(`data: 1\n\nevent: complete\ndata: 2${ending}`), [
          "1",
          "2"
        ])
      }
    })
  )

  it.effect("emits nothing for an empty body", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* decodePieces([]), [])
    })
  )

  it.effect("passes on what came before a failure, then the failure", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const result = yield* Stream.make(encoder.encode("data: 1\n\ndata: 2")).pipe(
        Stream.concat(Stream.fail("broken")),
        ServerSentEvents.decode(),
        Stream.runForEach((event) => Effect.sync(() => seen.push(event.data))),
        Effect.either
      )
      assert.deepStrictEqual(seen, ["1"])
      assert.deepStrictEqual(result, Either.left("broken"))
    })
  )

  it.effect("reads a line of 8 MB", () =>
    Effect.gen(function* () {
      const text = "猫".repeat(8_000_000 / 3)
      const bytes = encoder.encode(`data: ${text}\n\n`)
      const pieces = Array.from({ length: Math.ceil(bytes.length / 65_521) }, (_, index) =>
        bytes.subarray(index * 65_521, (index + 1) * 65_521)
      )
      const [event] = yield* decodePieces(pieces)
      assert.isTrue(event?.data === text)
    })
  )

  describe("the limit", () => {
    it.effect("ends an endless event and cancels the body", () =>
      Effect.gen(function* () {
        let pulled = 0
        let cancelled = false
        const body = Stream.repeatEffect(
          Effect.sync(() => {
            pulled++
            return encoder.encode("data: 0123456789\n")
          })
        ).pipe(Stream.ensuring(Effect.sync(() => (cancelled = true))))
        const error = yield* body.pipe(
          ServerSentEvents.decode({ maximumLength: 100 }),
          Stream.runDrain,
          Effect.flip
        )
        assert.strictEqual(error._tag, "ResponseParseError")
        assert.include(error.message, "100")
        assert.isTrue(cancelled)
        assert.isBelow(pulled, 20)
      })
    )

    it.effect("emits the events before the one that is too long", () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const result = yield* Stream.make("data: 1\n\ndata: ", "x".repeat(200), "\n\n").pipe(
          Stream.map((text) => encoder.encode(text)),
          Stream.rechunk(1),
          ServerSentEvents.decode({ maximumLength: 100 }),
          Stream.runForEach((event) => Effect.sync(() => seen.push(event.data))),
          Effect.either
        )
        assert.deepStrictEqual(seen, ["1"])
        assert.isTrue(Either.isLeft(result))
      })
    )

    it.effect("does not depend on how the event was split", () =>
      Effect.gen(function* () {
        const bytes = encoder.encode(`data: ${"x".repeat(200)}\n\n`)
        for (const position of [0, 50, 150, bytes.length - 1]) {
          const result = yield* Effect.either(
            decodePieces(split(bytes, position), { maximumLength: 100 })
          )
          assert.isTrue(Either.isLeft(result), `at ${position}`)
        }
      })
    )

    it.effect("counts each event on its own", () =>
      Effect.gen(function* () {
        const bytes = encoder.encode("data: 0123456789\n\n".repeat(100))
        const events = yield* decodePieces([bytes], { maximumLength: 100 })
        assert.strictEqual(events.length, 100)
      })
    )
  })

  it("reads a stream that comes byte by byte, of which it keeps no piece", () => {
    const lines = [
      "\ufeffevent: żółć",
      "data: 猫🐈",
      `data: ${"é".repeat(100_000)}`,
      "",
      "data: 2",
      ""
    ]
    for (const ending of ["\n", "\r\n", "\r"]) {
      const decoder = ServerSentEvents.makeDecoder()
      // The same piece again and again, with another byte in it.
      const piece = new Uint8Array(1)
      for (const byte of encoder.encode(lines.map((text) => text + ending).join(""))) {
        piece[0] = byte
        decoder.feed(piece)
      }
      decoder.end()
      assert.deepStrictEqual(decoder.take(), [
        { event: "żółć", data: `猫🐈\n${"é".repeat(100_000)}`, id: undefined },
        { event: "message", data: "2", id: undefined }
      ])
    }
  })

  it("puts small and large pieces of a line together in their order", () => {
    const bytes = encoder.encode(`data: ${"0123456789".repeat(60_000)}\n\n`)
    const decoder = ServerSentEvents.makeDecoder()
    for (let start = 0, turn = 0; start < bytes.length; turn++) {
      const end = start + ([1, 1023, 1024, 20_000, 0, 17][turn % 6] ?? 1)
      decoder.feed(bytes.subarray(start, end))
      start = end
    }
    assert.strictEqual(decoder.take()[0]?.data, "0123456789".repeat(60_000))
  })

  const line = FastCheck.string({ unit: "grapheme", maxLength: 12 }).map((text) =>
    text.replace(/[\r\n\0]/g, "")
  )

  it.effect.prop(
    "any chunking of any events decodes to the same events",
    {
      events: FastCheck.array(
        FastCheck.record({
          event: line.filter((text) => text !== ""),
          lines: FastCheck.array(line, { minLength: 1, maxLength: 3 })
        }),
        { maxLength: 6 }
      ),
      ending: FastCheck.constantFrom("\n", "\r", "\r\n"),
      sizes: FastCheck.array(FastCheck.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })
    },
    ({ ending, events, sizes }) =>
      Effect.gen(function* () {
        const text = events
          .map(({ event, lines }) =>
            [`event: ${event}`, ...lines.map((line) => `data: ${line}`), "", ""].join(ending)
          )
          .join("")
        const bytes = encoder.encode(text)
        const pieces: Array<Uint8Array> = []
        for (let offset = 0, turn = 0; offset < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          pieces.push(bytes.subarray(offset, offset + size))
          offset += size
        }
        assert.deepStrictEqual(
          yield* decodePieces(pieces),
          events.map(({ event, lines }) => ({ event, data: lines.join("\n"), id: undefined }))
        )
      })
  )
})
