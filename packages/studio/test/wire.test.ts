import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import * as v from "valibot"
import { describe, expect, it } from "vitest"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import {
  AllAttemptsFailed,
  AssetError,
  GenerationTimeout,
  ImageError,
  InvalidRequest,
  ModelNotFound,
  ProviderDefect,
  ProviderNotFound,
  ResponseError,
  ResponseParseError,
  ResponseReason,
  TransportError
} from "@easel/core/ImageError"
import * as ImageEvent from "@easel/core/ImageEvent"
import { Receipt } from "@easel/core/Receipt"
import { adviceFor } from "../src/page/generation/Advice.js"
import { Event, kinds } from "../src/page/wire/Event.js"
import { Failure } from "../src/page/wire/Failure.js"
import { readEvents } from "../src/page/wire/readEvents.js"
import { plugins, summaryOf } from "./samples.js"

/** A picture in each form that core gives it. */
const forms: Record<GeneratedImage.Source["_tag"], GeneratedImage.GeneratedImage> = {
  Bytes: GeneratedImage.fromBytes(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 7),
  Base64: GeneratedImage.fromEncoded("iVBORw0KGgo=", 7),
  DataUrl: GeneratedImage.fromUrl("data:image/png;base64,iVBORw0KGgo=", 7),
  Url: GeneratedImage.fromUrl("http://localhost/api/images/preview.png", 7)
}

const errors: ReadonlyArray<ImageError> = [
  new InvalidRequest({ option: "width", reason: "too wide", legal: "1024" }),
  new ProviderNotFound({ name: "x", near: ["y"] }),
  new ModelNotFound({ name: "x", near: [] }),
  ...ResponseReason.literals.map((reason) =>
    ResponseError.of({ reason, message: "no", retryAfter: Duration.seconds(3) })
  ),
  new ResponseParseError({ expected: "a picture", excerpt: "<html>" }),
  new TransportError({ phase: "Wait", reason: "Cut", description: "gone" }),
  new GenerationTimeout({ deadline: "Total", duration: Duration.minutes(1) }),
  new AssetError({ reason: "NotFound", description: "gone" }),
  new ProviderDefect({ description: "threw" }),
  AllAttemptsFailed.of([ResponseError.of({ reason: "Quota", message: "no" })])
]

const now = new Date()

const events: ReadonlyArray<ImageEvent.ImageEvent> = [
  new ImageEvent.Queued({ position: 2, size: 5, eta: Duration.seconds(9) }),
  new ImageEvent.Queued({}),
  new ImageEvent.Progress({ fraction: 0.5, step: 1, total: 2, unit: "steps", message: "m" }),
  ...Object.values(forms).map((image, index) => new ImageEvent.ImagePreview({ index, image })),
  new ImageEvent.Warning({ code: "SizeFitted", message: "fitted" }),
  ...errors.map((cause) => new ImageEvent.Restarted({ from: "a:b", to: "c:d", cause })),
  new ImageEvent.ImageResponse({
    images: [GeneratedImage.fromUrl("http://localhost/api/images/x.png", 7)],
    receipt: new Receipt({
      provider: "p",
      providerVersion: "1",
      model: "m",
      prompt: "A cat",
      parameters: { width: 64, height: 64, count: 1, providerOptions: { tiling: true } },
      seed: "unknown",
      timings: { submitted: now, finished: now, firstPreview: now },
      attempt: 1,
      cost: { amount: 0.1, currency: "EUR" }
    })
  })
]

const encode = (event: ImageEvent.ImageEvent): unknown =>
  JSON.parse(JSON.stringify(Schema.encodeSync(ImageEvent.ImageEvent)(event)))

const streamOf = (text: string, piece: number): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += piece) {
        controller.enqueue(bytes.slice(at, at + piece))
      }
      controller.close()
    }
  })
}

const collect = async (text: string, piece = 7) => {
  const found = []
  for await (const event of readEvents(streamOf(text, piece))) found.push(event)
  return found
}

describe("what the page reads", () => {
  it.each(events)("the event $_tag as core writes it", (event) => {
    const encoded = encode(event)
    expect(v.parse(Event, encoded)).toMatchObject({ _tag: event._tag })
    // Nothing that the page shows is lost on the way.
    const json = JSON.stringify(v.parse(Event, encoded))
    for (const word of ["A cat", "tiling", "EUR", "fitted", "a:b"]) {
      expect(json.includes(word)).toBe(JSON.stringify(encoded).includes(word))
    }
  })

  it("knows every kind of event of core", () => {
    for (const member of ImageEvent.ImageEvent.members) expect(kinds).toContain(member._tag)
  })

  it.each(plugins)("what the gateway says of $id", (plugin) => {
    expect(summaryOf(plugin).models.map(({ name }) => name)).toEqual(plugin.imageModels)
  })

  it.each(errors)("the error $_tag $reason, and has advice of its own", (error) => {
    const encoded = JSON.parse(JSON.stringify(Schema.encodeSync(ImageError)(error)))
    const { remedy, title } = adviceFor(v.parse(Failure, encoded))
    expect(title).not.toBe("It failed")
    expect(remedy.length).toBeGreaterThan(10)
  })
})

describe("readEvents", () => {
  const line = (id: number, data: unknown): string => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`

  it.each([1, 3, 4096])("puts events together from pieces of %i bytes", async (piece) => {
    const warning = { _tag: "Warning", code: "x", message: "Grüße 🦊" }
    const found = await collect(
      `: heartbeat\n\n${line(0, warning)}${line(1, { _tag: "GenerationCancelled" })}`,
      piece
    )
    expect(found).toEqual([
      { id: "0", event: warning },
      { id: "1", event: { _tag: "GenerationCancelled" } }
    ])
  })

  it("leaves out kinds that it does not know", async () => {
    expect(await collect(line(0, { _tag: "Weather", sun: true }))).toEqual([])
  })

  it("does not lose a picture that it can't understand", async () => {
    const [found] = await collect(line(3, { _tag: "ImageResponse", images: 1 }))
    expect(found).toMatchObject({
      id: "3",
      event: { _tag: "GenerationFailed", error: { _tag: "Unreachable" } }
    })
  })

  it("rejects when the body breaks off", async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(line(0, { _tag: "Queued" })))
      },
      pull: (controller) => controller.error(new Error("cut"))
    })
    const seen: Array<string> = []
    const read = async () => {
      for await (const { event } of readEvents(body)) seen.push(event._tag)
    }
    await expect(read()).rejects.toThrow("cut")
  })
})
