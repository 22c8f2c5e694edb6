/** Durable generations as a gateway tells of them, over an engine in memory. */
import { assert, describe } from "@effect/vitest"
import type { ImageAsset } from "@easel/core/ImageAsset"
import * as Receipt from "@easel/core/Receipt"
import { NodeHttp } from "@easel/node"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import sketch from "@easel/provider-sketch"
import * as Durable from "@easel/server/DurableGenerations"
import * as GatewayClient from "@easel/server/GatewayClient"
import { GenerationNotFound } from "@easel/server/GatewayError"
import * as NodeGateway from "@easel/server/NodeGateway"
import { PictureName } from "@easel/server/PictureStore"
import { TestPicture } from "@easel/testkit"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { ask, json, test } from "./support.js"

const keys = ["the-first-key", "another-key"].map((key) => Redacted.make(key))

const nameOf = ({ bytes }: ImageAsset) =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", Uint8Array.from(bytes))),
    (digest) => PictureName.make(`${Buffer.from(digest).toString("hex")}.png`)
  )

/** Everything that is handed in ends with this picture, when it is cancelled. */
const engineOf = (picture: ImageAsset) =>
  Effect.map(nameOf(picture), (name) => {
    const all = new Map<string, { owner: string; generation: Durable.DurableGeneration }>()
    let loads = 0
    const find = (owner: string, id: string) => {
      const found = all.get(id)
      return found?.owner === owner
        ? Effect.succeed(found.generation)
        : Effect.fail(new GenerationNotFound({ id }))
    }
    const service = Durable.DurableGenerations.of({
      create: ({ id: owner }, { model, provider, request }) =>
        Effect.sync(() => {
          const id = `${Durable.prefix}${all.size}`
          const createdAt = new Date(2030, 1, all.size + 1)
          const prompt = request.prompt ?? ""
          const generation = { id, createdAt, status: "Queued", provider, model, prompt } as const
          all.set(id, { owner, generation })
          return generation
        }),
      get: ({ id: owner }, id) => find(owner, id),
      list: ({ id: owner }) =>
        Effect.sync(() =>
          [...all.values()].filter((one) => one.owner === owner).map((one) => one.generation)
        ),
      cancel: ({ id: owner }, id) =>
        Effect.map(find(owner, id), (generation) => {
          const load = Effect.sync(() => {
            loads++
            return picture
          })
          const receipt = new Receipt.Receipt({
            provider: "sketch",
            providerVersion: "1.0.0",
            model: "sketch",
            prompt: generation.prompt,
            parameters: { width: 32, height: 32, count: 1 },
            seed: 7,
            timings: { submitted: new Date(0), finished: new Date(1) },
            attempt: 1
          })
          const pictures = [{ name, mediaType: picture.mediaType, seed: 7, load }] as const
          const done = { ...generation, status: "Done", result: { pictures, receipt } } as const
          all.set(id, { owner, generation: done })
          return done
        })
    })
    return { service, loads: () => loads }
  })

const gateway = (
  durable: Layer.Layer<Durable.DurableGenerations> | Layer.Layer<never>,
  options: Partial<NodeGateway.Options> = {}
) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(
      NodeGateway.layer({ port: 0, keys, ...options }).pipe(
        Layer.provide(durable),
        Layer.provide(ProviderRegistry.layer([sketch])),
        Layer.provide(NodeHttp.layer)
      )
    )
    const address = Context.get(context, HttpServer.HttpServer).address
    const url = new URL(`http://127.0.0.1:${address._tag === "TcpAddress" ? address.port : 0}`)
    const clientOf = (key: Redacted.Redacted | undefined) =>
      Effect.provide(GatewayClient.make({ url, key }), FetchHttpClient.layer)
    return { url, client: yield* clientOf(keys[0]), stranger: yield* clientOf(keys[1]) }
  })

const request = { prompt: "a fox", width: 64, height: 64, seed: 7 }

describe("a durable generation", () => {
  test("is the caller's own, beside the others, and its picture is found again", () =>
    Effect.gen(function* () {
      const picture = yield* TestPicture.draw({ ...request, detail: 1 })
      const { loads, service } = yield* engineOf(picture)
      const layer = Layer.succeed(Durable.DurableGenerations, service)
      const { client, stranger } = yield* gateway(layer)
      yield* client.generate(request)
      const { id, status } = yield* client.generations.createDurable(request)
      assert.strictEqual(status, "Queued")
      const listed = yield* client.generations.list
      assert.deepStrictEqual(
        listed.map((one) => one.id.replace(/_.*/, "")),
        ["durable", "gen"]
      )
      assert.deepStrictEqual(yield* stranger.generations.list, [])
      const missing = yield* Effect.flip(stranger.generations.get(id))
      assert.strictEqual(missing._tag, "GenerationNotFound")
      const refused = yield* Effect.flip(stranger.generations.cancel(id))
      assert.strictEqual(refused._tag, "GenerationNotFound")

      yield* client.generations.cancel(id)
      assert.strictEqual(loads(), 1)
      const { response } = yield* client.generations.get(id)
      if (response === undefined) return assert.fail("no response")
      assert.deepStrictEqual((yield* client.load(response.images[0])).bytes, picture.bytes)
      assert.strictEqual(loads(), 1)
    }))

  test("is answered with its address, or refused by the limits of its caller", () =>
    Effect.gen(function* () {
      const { service } = yield* engineOf(yield* TestPicture.draw({ ...request, detail: 1 }))
      const layer = Layer.succeed(Durable.DurableGenerations, service)
      const publicUrl = "https://pictures.example/easel"
      const { url } = yield* gateway(layer, { publicUrl, requestsPerMinute: 1 })
      const headers = { authorization: "Bearer the-first-key" }
      const create = (body: unknown) => ask(url, "/api/generations?durable=true", { body, headers })
      const wrong = yield* create({ ...request, model: "nobody" })
      assert.strictEqual(wrong.status, 404)
      const accepted = yield* create(request)
      assert.strictEqual(accepted.status, 202)
      assert.strictEqual(accepted.headers.get("location"), "/easel/api/generations/durable_0")
      assert.containSubset(yield* json(accepted), { id: "durable_0", model: "sketch" })
      const tooMany = yield* create(request)
      assert.strictEqual(tooMany.status, 429)
      assert.containSubset(yield* json(tooMany), { _tag: "TooManyRequests", limit: "Rate" })
    }))

  test("is refused where there is no engine", () =>
    Effect.gen(function* () {
      const { client } = yield* gateway(Layer.empty)
      const refused = yield* Effect.flip(client.generations.createDurable(request))
      if (refused._tag !== "InvalidRequest") return assert.fail(refused._tag)
      assert.strictEqual(refused.option, "durable")
      assert.include(refused.message, "easel serve --database")
    }))
})
