/** What stands on the wire of `/call`, well-formed and not (conformance list, 1 to 24 and 31). */
import { assert, describe, it } from "@effect/vitest"
import { type Messages, raw } from "@easel/provider-gradio/fake/Message"
import { Fault } from "@easel/testkit"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { gzipSync } from "node:zlib"
import {
  addresses,
  complete,
  endpoint,
  events,
  http,
  pictureOutput,
  run,
  tags,
  wire,
  withoutQueue
} from "./support.js"

const picture = '{"path": "/tmp/gradio/1/image.png", "url": null}'
const done = `event: complete\ndata: [${picture}, 7]\n\n`
const preview = `event: generating\ndata: [${picture}, 7]\n\n`
const bom = "\uFEFF"

const isStream = { path: /\/call\/infer\// }

describe("a stream that is", () => {
  const wires: Readonly<Record<string, ReadonlyArray<string>>> = {
    plain: [done],
    "with CRLF": [done.replaceAll("\n", "\r\n")],
    "with CR": [done.replaceAll("\n", "\r")],
    "with a byte order mark": [bom + done],
    "with comments and unknown fields": [`: ping\n\nflavour: salt\n${done}`],
    "without a space after the colon": [done.replaceAll(": [", ":[")],
    "on several data lines": [`event: complete\ndata: [${picture},\ndata: 7]\n\n`],
    "with id and retry": [`id: 1\nretry: 10\n${done}`],
    "with blank lines and an event without data": [`\n\nevent: complete\n\n${done}`],
    "with an event that has no name": [`data: [1]\n\n${done}`],
    "with an unknown event": [`event: dance\ndata: {}\n\n${done}`],
    "without its last blank line": [done.trimEnd()],
    "followed by more": [done, preview, done.replace("7", "8"), "event: error\ndata: null\n\n"],
    "after a storm of heartbeats": ["event: heartbeat\ndata: null\n\n".repeat(100_000), done],
    "after a heartbeat": ["event: heartbeat\ndata: null\n\n", done],
    "with NaN and Infinity": [done.replace("7]", '7, NaN, -Infinity, "NaN \\" Infinity"]')]
  }

  it.scopedLive.each(Object.entries(wires))("%s gives one result", ([, pieces]) =>
    Effect.gen(function* () {
      const running = yield* run({ fake: wire(...pieces) })
      const all = yield* events(running)
      assert.deepStrictEqual(tags(all), ["Accepted", "Completed"])
      const completed = yield* Effect.succeed(all[1])
      assert.strictEqual(completed?._tag === "Completed" && completed.seed, 7)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("written byte by byte gives the same", () =>
    Effect.gen(function* () {
      const text = preview.replace("gradio/1", "Bäume/🌲") + done.replace("gradio/1", "Bäume/🌲")
      const running = yield* run({ fake: wire(text), faults: [Fault.pieces(isStream, 1)] })
      const all = yield* events(running)
      assert.deepStrictEqual(tags(all), ["Accepted", "ImagePreview", "Completed"])
      const last = yield* complete(yield* run({ fake: wire(done.replace("gradio/1", "Bäume/🌲")) }))
      assert.match(addresses(last)[0] ?? "", /file=\/tmp\/B%C3%A4ume\/%F0%9F%8C%B2\/image\.png$/)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("compressed is decoded", () =>
    Effect.gen(function* () {
      const gzip = Fault.reply(isStream, {
        status: 200,
        headers: { "content-type": "text/event-stream", "content-encoding": "gzip" },
        body: gzipSync(preview + done)
      })
      const running = yield* run({ fake: wire(), faults: [gzip] })
      assert.deepStrictEqual(tags(yield* events(running)), [
        "Accepted",
        "ImagePreview",
        "Completed"
      ])
    }).pipe(Effect.provide(http))
  )
})

describe("previews", () => {
  it.scopedLive("come in order before the result, and a generator repeats its last", () =>
    Effect.gen(function* () {
      const outputs = yield* Effect.forEach([0.2, 0.6, 1], (detail) =>
        Effect.map(pictureOutput(detail), (picture) => [picture, 7])
      )
      const running = yield* run({ fake: { endpoints: { infer: endpoint(outputs, true) } } })
      const all = withoutQueue(yield* events(running))
      const [, first, second, third, last] = all
      assert.deepStrictEqual(tags(all).slice(1), [
        "ImagePreview",
        "ImagePreview",
        "ImagePreview",
        "Completed"
      ])
      assert.notDeepEqual(first, second)
      assert.deepStrictEqual(
        third?._tag === "ImagePreview" && third.image,
        last?._tag === "Completed" && last.images[0]
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("that can't be read are a warning", () =>
    Effect.gen(function* () {
      const running = yield* run({ fault: "preview-broken" })
      const all = withoutQueue(yield* events(running))
      assert.deepStrictEqual(tags(all), ["Accepted", "Warning", "Completed"])
      assert.include(JSON.stringify(all[1]), "BrokenPreview")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("without a picture are passed over", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: wire("event: generating\ndata: [null, 7]\n\n", done) })
      assert.deepStrictEqual(tags(yield* events(running)), ["Accepted", "Completed"])
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("of a growing gallery are its newest picture", () =>
    Effect.gen(function* () {
      const gallery = `[[{"image": ${picture}}, {"image": ${picture.replace("/1/", "/2/")}}]]`
      const running = yield* run({ fake: wire(`event: generating\ndata: ${gallery}\n\n`, done) })
      const [, shown] = yield* events(running)
      assert.match(
        shown?._tag === "ImagePreview" && shown.image.source._tag === "Url"
          ? shown.image.source.url
          : "",
        /\/2\/image\.png$/
      )
    }).pipe(Effect.provide(http))
  )
})

describe("the end of a stream", () => {
  const failures = {
    "previews and then nothing": [wire(preview), "TransportError"],
    "half of the result": [wire(done.slice(0, 40)), "ResponseParseError"],
    "the result cut in half": [wire(`${done.slice(0, 40)}\n\n`), "ResponseParseError"],
    "a result that is null": [wire("event: complete\ndata: null\n\n"), "ResponseError"],
    "a result that is an object": [wire("event: complete\ndata: {}\n\n"), "ResponseParseError"],
    "a result without a picture": [
      wire("event: complete\ndata: [null, 42]\n\n"),
      "ResponseParseError"
    ],
    "a result of no outputs": [wire("event: complete\ndata: []\n\n"), "ResponseParseError"],
    "an error that is no JSON": [wire("event: error\ndata: oh no\n\n"), "ResponseError"],
    "arrays nested without end": [
      wire(`event: complete\ndata: ${"[".repeat(50_000)}${"]".repeat(50_000)}\n\n`),
      "ResponseParseError"
    ]
  } as const

  it.scopedLive.each(Object.entries(failures))("%s", ([, [fake, tag]]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(complete(yield* run({ fake })))
      assert.strictEqual(error._tag, tag)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("an error before a cut is the error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(complete(yield* run({ fault: "job-lost" })))
      assert.strictEqual(error._tag === "ResponseError" && error.reason, "NotFound")
      assert.include(error.message, "no longer knows this job")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("an error storm is one error, and the socket is closed", () =>
    Effect.gen(function* () {
      const running = yield* run({ fault: "error-storm" })
      const error = yield* Effect.flip(complete(running))
      assert.include(error.message, "Server stopped unexpectedly.")
      yield* Effect.repeat(
        Effect.sync(() => running.server.openReplies()),
        {
          until: (open) => open === 0,
          schedule: Schedule.spaced("5 millis")
        }
      )
    }).pipe(Effect.provide(http), Effect.timeout("5 seconds"))
  )

  it.scopedLive("an event beyond the limit is refused, and nothing more is read", () =>
    Effect.gen(function* () {
      const endless = Stream.concat(
        Stream.succeed(raw("event: complete\ndata: [")),
        Stream.repeatEffect(Effect.succeed(raw("1,".repeat(10_000))))
      )
      const running = yield* run({
        fake: { misbehaviour: { ...wire().misbehaviour, events: (): Messages => endless } },
        space: { maximumEventLength: 100_000 }
      })
      const error = yield* Effect.flip(complete(running))
      assert.strictEqual(error._tag, "ResponseParseError")
    }).pipe(Effect.provide(http), Effect.timeout("5 seconds"))
  )

  it.scopedLive("a picture of 8 MB in the stream is read", () =>
    Effect.gen(function* () {
      const running = yield* run({ fault: "picture-data-url" })
      const { images } = yield* complete(running)
      const [image] = images
      assert.isDefined(image)
      if (image === undefined) return
      const asset = yield* running.space.load(image)
      assert.strictEqual(asset.mediaType, "image/gif")
      assert.isAbove(asset.bytes.length, 8_000_000)
    }).pipe(Effect.provide(http))
  )
})
