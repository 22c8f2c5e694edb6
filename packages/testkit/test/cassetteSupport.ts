import { NodeHttp } from "@easel/node"
import { fromBytes } from "@easel/core/GeneratedImage"
import { loadEmbedded } from "@easel/core/ImageAsset"
import * as ImageModel from "@easel/core/ImageModel"
import type { Service } from "@easel/core/ImageModel"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Input } from "@easel/core/ImageRequest"
import * as Sd35Fake from "@easel/provider-sd35/fake/Sd35Fake"
import { Sd35 } from "@easel/provider-sd35"
import * as Cassette from "@easel/testkit/Cassette"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"
import * as TestPicture from "@easel/testkit/TestPicture"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

export const http = NodeHttp.layer

export const request: Input = { prompt: "a fox", width: 512, height: 512, seed: 7 }

/** Without the queue's stream, previews are all that is told. */
const noQueue = Fault.status({ path: /\/queue\/data/ }, 404)

/** sd35 against its stand-in on a real socket. */
export const sd35 = (
  fake: Partial<Sd35Fake.Options> = {},
  options: Sd35.Options = {},
  faults: ReadonlyArray<Fault.Fault> = []
) =>
  Effect.gen(function* () {
    const service = yield* Sd35Fake.make({
      draw: TestPicture.draw,
      latency: Duration.millis(90),
      ...fake
    })
    const server = yield* FakeServer.start(service, { faults: [noQueue, ...faults] })
    const model = yield* Sd35.make({ baseUrl: new URL(server.baseUrl), ...options })
    return { server, model }
  })

/** A recorder, and what it has recorded. */
export const recorder = (scrub: ReadonlyArray<Cassette.Secret> = []) => {
  const tapes: Array<Cassette.Cassette> = []
  const record = Cassette.record({
    scrub,
    to: (cassette) => Effect.sync(() => tapes.push(cassette))
  })
  return { record, tapes }
}

/** The cassette of some requests, each of which may fail. */
export const recorded = (model: Service, ...requests: ReadonlyArray<Input>) =>
  Effect.gen(function* () {
    const { record, tapes } = recorder()
    const recording = record(model)
    for (const request of requests)
      yield* Effect.either(recording.generate(request, () => Effect.void))
    const last = tapes.at(-1)
    return last ?? (yield* Effect.dieMessage("nothing was recorded"))
  })

/** Through its text, as a file would hold it. */
export const throughText = (cassette: Cassette.Cassette) =>
  Effect.flatMap(Cassette.toText(cassette), Cassette.fromText)

export const events = (
  model: Service,
  request: Input
): Effect.Effect<ReadonlyArray<ImageEvent>, Stream.Stream.Error<ReturnType<Service["stream"]>>> =>
  Effect.map(Stream.runCollect(model.stream(request)), (chunk) => [...chunk])

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")

/** Events with the bytes in the place of their pictures. */
export const withBytes = (model: Service, all: ReadonlyArray<ImageEvent>) =>
  Effect.forEach(all, (event) => {
    switch (event._tag) {
      case "ImagePreview":
        return Effect.map(model.load(event.image), ({ bytes }): unknown => ({
          index: event.index,
          bytes: encode(bytes)
        }))
      case "ImageResponse":
        return Effect.map(
          Effect.forEach(event.images, (image) => model.load(image)),
          (assets): unknown => ({
            receipt: event.receipt,
            seeds: event.images.map(({ seed }) => seed),
            assets: assets.map(({ bytes, mediaType }) => [mediaType, encode(bytes)])
          })
        )
      default:
        return Effect.succeed<unknown>(event)
    }
  })

/** As JSON says it: a field that is undefined is none. */
export const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** A JPEG as far as anyone looks. */
export const jpeg = (length = 16): Uint8Array => {
  const bytes = new Uint8Array(length)
  bytes.set([0xff, 0xd8, 0xff])
  return bytes
}

/** A model without a network, for what no service does on demand. */
export const embedded = (
  generate: ImageModel.Definition<object>["generate"],
  load: Service["load"] = loadEmbedded
): Service =>
  ImageModel.make({
    info: new ModelInfo({ ...Sd35.model, provider: "embedded", name: "embedded-1", aliases: [] }),
    version: "1.2.3",
    options: Schema.Struct({}),
    generate,
    load
  })

/** One picture at once. */
export const simple = (bytes = jpeg()): Service =>
  embedded(() => Effect.succeed(ProviderEvent.completed({ images: [fromBytes(bytes)] })))

/** A model that shows its picture once before it is finished. */
export const withPreview = embedded((_, emit) =>
  Effect.as(
    emit(ProviderEvent.preview(fromBytes(jpeg()))),
    ProviderEvent.completed({ images: [fromBytes(jpeg(17))] })
  )
)
