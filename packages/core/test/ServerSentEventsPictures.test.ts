import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Base64Text, fromEncoded, Source } from "@easel/core/GeneratedImage"
import { loadEmbedded } from "@easel/core/ImageAsset"
import * as ServerSentEvents from "@easel/core/ServerSentEvents"

const bytesOf = (length: number): Buffer => {
  const bytes = Buffer.alloc(length, 7)
  bytes.set([0xff, 0xd8, 0xff])
  return bytes
}

/** A picture whose base64 has that many characters. */
const pictureOf = (characters: number): string => bytesOf((characters / 4) * 3).toString("base64")

const large = pictureOf(140_000)

const eventsOf = (body: string, piece = 10_000, maximumLength?: number) => {
  const bytes = Buffer.from(body)
  const decoder = ServerSentEvents.makeDecoder(maximumLength)
  for (let at = 0; at < bytes.length; at += piece) decoder.feed(bytes.subarray(at, at + piece))
  decoder.end()
  return { events: decoder.take(), overflow: decoder.overflow() }
}

const lines = (data: string): string => `event: preview\nid: 7\ndata: ${data}\n\n`

const readUnknown = ServerSentEvents.decodeJson(Schema.Unknown)

/** What comes of the one event of a body. */
const read = (body: string, piece?: number) => {
  const [event, ...others] = eventsOf(body, piece).events
  assert.isDefined(event)
  assert.deepStrictEqual(others, [])
  return { event, json: Effect.runSync(readUnknown(event)) }
}

describe("the large picture of an event", () => {
  for (const piece of [1000, 65_536, 1_000_000]) {
    it(`is never made a text, in pieces of ${piece} bytes`, () => {
      const data = JSON.stringify({ before: 'say "é"', picture: large, after: [1] })
      const { event, json } = read(lines(data), piece)
      assert.deepStrictEqual(json, {
        before: 'say "é"',
        picture: new Uint8Array(Buffer.from(large)),
        after: [1]
      })
      assert.strictEqual(event.data, data)
      assert.deepInclude(event, { event: "preview", id: "7" })
    })
  }

  it("becomes a picture, and a text again in JSON", () => {
    const Event = Schema.Struct({ picture: Base64Text })
    const [event] = eventsOf(lines(JSON.stringify({ picture: large }))).events
    assert.isDefined(event)
    const { picture } = Effect.runSync(ServerSentEvents.decodeJson(Event)(event))
    const image = fromEncoded(picture)
    assert.strictEqual(image.mediaType, "image/jpeg")
    assert.deepStrictEqual(Schema.encodeSync(Source)(image.source), {
      _tag: "Base64",
      base64: large
    })
    const asset = Effect.runSync(loadEmbedded(image))
    assert.isTrue(Buffer.from(asset.bytes).equals(bytesOf(105_000)))
  })

  it("may have others beside it, in one event and in the next", () => {
    const pictures = [1, 2, 3].map((index) => pictureOf(100_000 + index * 4))
    const [first, second, third, fourth] = pictures.concat(large)
    const { events } = eventsOf(
      lines(JSON.stringify([first, "x", second])) + lines(JSON.stringify([third, fourth]))
    )
    const found = events.map((event) => Effect.runSync(readUnknown(event)))
    const bytes = (text = "") => new Uint8Array(Buffer.from(text))
    assert.deepStrictEqual(found, [
      [bytes(first), "x", bytes(second)],
      [bytes(third), bytes(fourth)]
    ])
    assert.strictEqual(events[0]?.data, JSON.stringify([first, "x", second]))
  })

  it("may stand on the second line of the data", () => {
    const { event, json } = read(`data: {"picture":\ndata: "${large}"}\n\n`)
    assert.deepStrictEqual(json, { picture: new Uint8Array(Buffer.from(large)) })
    assert.strictEqual(event.data, `{"picture":\n"${large}"}`)
  })
})

describe("a text that stays one", () => {
  const texts = {
    "a small picture": pictureOf(60_000),
    "a long text that is no picture": "a cat ".repeat(20_000),
    "a long base64 that is no picture": "QUJD".repeat(30_000),
    "a data URL": `data:image/jpeg;base64,${large}`,
    "a picture with a line feed in it": `${large}\n`,
    nothing: ""
  }
  for (const [name, text] of Object.entries(texts)) {
    it(name, () => {
      const data = JSON.stringify({ text })
      const { event, json } = read(lines(data))
      assert.deepStrictEqual(json, { text })
      assert.strictEqual(event.data, data)
    })
  }

  it("a picture whose slashes are escaped", () => {
    const escaped = large.replaceAll("/", "\\/")
    assert.include(escaped, "\\/")
    assert.deepStrictEqual(read(lines(`{"text":"${escaped}"}`)).json, { text: large })
  })
})

describe("an event that is no JSON", () => {
  for (const [name, data] of Object.entries({
    "of text": "[DONE]",
    "with a large picture in it": `"${large}" "${large}"`
  })) {
    it(`${name} is an error that shows it`, () => {
      const [event] = eventsOf(lines(data)).events
      assert.isDefined(event)
      const result = Effect.runSync(Effect.either(readUnknown(event)))
      assert.isTrue(Either.isLeft(result) && result.left.message.includes("JSON"))
      assert.strictEqual(event.data, data)
    })
  }
})

describe("the bound of an event", () => {
  it("counts its pictures", () => {
    const body = lines(JSON.stringify([large, large]))
    assert.isUndefined(eventsOf(body, 10_000, 300_000).overflow)
    const { events, overflow } = eventsOf(body, 10_000, 250_000)
    assert.deepStrictEqual(events, [])
    assert.isDefined(overflow)
  })

  it("counts pictures that no event takes", () => {
    const comment = `: "${large}"\n`
    assert.isUndefined(eventsOf(comment, 10_000, 200_000).overflow)
    assert.isDefined(eventsOf(comment.repeat(3), 10_000, 200_000).overflow)
  })
})
