/** A list of durable generations tells of pictures and reads none. */
import { assert } from "@effect/vitest"
import { Receipt } from "@easel/core/Receipt"
import { NodeHttp } from "@easel/node"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import sketch from "@easel/provider-sketch"
import * as Durable from "@easel/server/DurableGenerations"
import * as GatewayClient from "@easel/server/GatewayClient"
import * as NodeGateway from "@easel/server/NodeGateway"
import { PictureName } from "@easel/server/PictureStore"
import { TestPicture } from "@easel/testkit"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createHash } from "node:crypto"
import { test } from "./support.js"

const size = { width: 64, height: 64 }

const receipt = new Receipt({
  provider: "sketch",
  providerVersion: "1.0.0",
  model: "sketch",
  prompt: "a fox",
  parameters: { ...size, count: 1 },
  seed: 7,
  timings: { submitted: new Date(0), finished: new Date(1) },
  attempt: 1
})

/** So many that are done, each with a picture of its own. */
const finished = (many: number) =>
  Effect.gen(function* () {
    let loads = 0
    const all = yield* Effect.forEach(Array.from({ length: many }), (_, seed) =>
      Effect.map(TestPicture.draw({ prompt: "a fox", seed, ...size, detail: 1 }), (picture) => {
        const hash = createHash("sha256").update(picture.bytes).digest("hex")
        const load = Effect.sync(() => {
          loads++
          return picture
        })
        const name = PictureName.make(`${hash}.png`)
        const pictures = [{ name, mediaType: picture.mediaType, seed, load }] as const
        return {
          id: `${Durable.prefix}${seed}`,
          createdAt: new Date(2030, 1, seed + 1),
          status: "Done",
          provider: "sketch",
          model: "sketch",
          prompt: "a fox",
          result: { pictures, receipt }
        } as const
      })
    )
    const untouched = Effect.dieMessage("only asked for")
    const service = Durable.DurableGenerations.of({
      create: () => untouched,
      cancel: () => untouched,
      get: (_, id) => Effect.orDie(Effect.fromNullable(all.find((one) => one.id === id))),
      list: () => Effect.succeed(all)
    })
    return { service, loads: () => loads }
  })

test("the list reads no picture, and the generation itself brings its own back", () =>
  Effect.gen(function* () {
    const { loads, service } = yield* finished(20)
    const context = yield* Layer.build(
      NodeGateway.layer({ port: 0 }).pipe(
        Layer.provide(Layer.succeed(Durable.DurableGenerations, service)),
        Layer.provide(ProviderRegistry.layer([sketch])),
        Layer.provide(NodeHttp.layer)
      )
    )
    const { address } = Context.get(context, HttpServer.HttpServer)
    const url = new URL(`http://127.0.0.1:${address._tag === "TcpAddress" ? address.port : 0}`)
    const client = yield* Effect.provide(GatewayClient.make({ url }), FetchHttpClient.layer)
    const listed = yield* client.generations.list
    assert.lengthOf(listed, 20)
    assert.isTrue(listed.every(({ response }) => response?.images.length === 1))
    assert.strictEqual(loads(), 0)
    const { response } = yield* client.generations.get(`${Durable.prefix}3`)
    if (response === undefined) return assert.fail("no response")
    yield* client.load(response.images[0])
    assert.strictEqual(loads(), 1)
  }))
