/** The OpenAPI document and the page that shows it. */
import { assert, describe } from "@effect/vitest"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Api } from "@easel/server/Api"
import { GenerationSummary } from "@easel/server/GenerationSummary"
import * as GenerationEvent from "@easel/server/GenerationEvent"
import sketch from "@easel/provider-sketch"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ask, json, start, test } from "./support.js"

const operations = Object.entries(OpenApi.fromApi(Api).paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(() => path.startsWith("/api/generations") || path === "/api/providers")
    .map(([method, operation]) => ({ name: `${method} ${path}`, operation }))
)

const exampleOf = (content: unknown): unknown =>
  Object.values(Object(content)).map((media) => Object(media).example)[0]

describe("the OpenAPI document", () => {
  test("is valid, and is what is served", () =>
    Effect.gen(function* () {
      const { url } = yield* start({ plugins: [sketch] })
      const answer = yield* ask(url, "/openapi.json")
      assert.strictEqual(answer.status, 200)
      assert.match(answer.headers.get("content-type") ?? "", /^application\/json/)
      const document = yield* json(answer)
      const validator = new Validator()
      const result = yield* Effect.promise(() =>
        validator.validate(structuredClone(Object(document)))
      )
      assert.deepStrictEqual(result.errors ?? [], [])
      assert.isTrue(result.valid)
      assert.strictEqual(Object(document).openapi, "3.1.0")
      const text = JSON.stringify(document)
      for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]*)"/g)) {
        assert.property(Object(document).components.schemas, name ?? "")
      }
      assert.notMatch(text, /HttpApiDecodeError|"\$id"/)
      for (const name of Object.keys(Object(document).components.schemas)) {
        assert.match(name, /^[\w.-]+$/)
      }
    }))

  test("says of every route what it does, with the statuses of its errors", () =>
    Effect.sync(() => {
      assert.lengthOf(operations, 6)
      for (const { name, operation } of operations) {
        assert.isNotEmpty(operation.summary, name)
        assert.isAbove(operation.description?.length ?? 0, 40, name)
        assert.containsAllKeys(operation.responses, ["200", "401", "403", "429"], name)
      }
    }))

  test("has examples that are what is told", () =>
    Effect.gen(function* () {
      const of = (name: string) => {
        const found = operations.find((one) => one.name === name)
        return exampleOf(found?.operation.responses[200]?.content)
      }
      const summary = yield* Schema.decodeUnknown(GenerationSummary)(
        of("get /api/generations/{id}")
      )
      assert.strictEqual(summary.status, "Done")
      const cancelled = of("delete /api/generations/{id}")
      assert.strictEqual(
        (yield* Schema.decodeUnknown(GenerationSummary)(JSON.parse(JSON.stringify(cancelled))))
          .status,
        "Cancelled"
      )
      const creation = operations.find(({ name }) => name === "post /api/generations")
      const accepted = exampleOf(creation?.operation.responses[202]?.content)
      assert.strictEqual(
        (yield* Schema.decodeUnknown(GenerationSummary)(JSON.parse(JSON.stringify(accepted))))
          .status,
        "Queued"
      )
      assert.containSubset(creation?.operation.parameters, [
        { name: "durable", in: "query", required: false, schema: { enum: ["true", "false"] } }
      ])
      const decode = Schema.decode(Schema.parseJson(GenerationEvent.GenerationEvent))
      const lines = String(of("post /api/generations")).split("\n")
      const events = yield* Effect.forEach(
        lines.filter((line) => line.startsWith("data: ")),
        (line) => decode(line.slice("data: ".length))
      )
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["GenerationCreated", "Progress", "ImageResponse"]
      )
    }))
})

describe("the page", () => {
  test("has everything within, and may ask nobody else", () =>
    Effect.gen(function* () {
      const { url } = yield* start({ plugins: [sketch] })
      for (let visit = 0; visit < 2; visit++) {
        const answer = yield* ask(url, "/docs")
        assert.strictEqual(answer.status, 200)
        assert.match(answer.headers.get("content-type") ?? "", /^text\/html/)
        const policy = answer.headers.get("content-security-policy") ?? ""
        assert.include(policy, "default-src 'none'")
        assert.notMatch(policy, /https?:|\*/)
        const page = yield* Effect.promise(() => answer.text())
        assert.include(page, "swagger-ui")
        assert.include(page, "Follow a generation")
        assert.notMatch(page, /<(script|link|img|iframe)[^>]+(src|href)=/)
      }
    }))
})
