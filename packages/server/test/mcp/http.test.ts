import * as Png from "@easel/core/Png"
import { Receipt } from "@easel/core/Receipt"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { type Answer, clients, type Report } from "./client.js"
import { gateway } from "./gateway.js"
import { drawLarge } from "./noise.js"

const readReceipt = Schema.decodeUnknownSync(Schema.parseJson(Receipt))

const eventually = (condition: () => boolean) =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("10 millis"))
  )

const textOf = ({ content }: Answer): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n")

const pictureOf = ({ content }: Answer) => {
  const [picture] = content.flatMap((block) => (block.type === "image" ? [block] : []))
  return picture ?? assert.fail("there is no picture in the answer")
}

const sizeOf = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

for (const [name, connect] of clients) {
  describe(`a client of ${name}`, () => {
    it.scopedLive("sees both tools, with every parameter described", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* gateway()
        const client = yield* connect(baseUrl)
        const tools = yield* Effect.promise(client.tools)
        assert.deepStrictEqual(
          tools.map((tool) => tool.name),
          ["generate_image", "list_models"]
        )
        const Described = Schema.Struct({
          type: Schema.Literal("object"),
          required: Schema.Tuple(Schema.Literal("prompt")),
          properties: Schema.Record({
            key: Schema.String,
            value: Schema.Struct({ description: Schema.NonEmptyString })
          })
        })
        const { properties } = Schema.decodeUnknownSync(Described)(tools[0]?.inputSchema)
        assert.containsAllKeys(properties, ["model", "seed", "aspectRatio", "providerOptions"])
      })
    )

    it.scopedLive("gets the picture, its receipt, and progress on the way", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* gateway()
        const client = yield* connect(baseUrl)
        const reports: Array<Report> = []
        const input = { prompt: "A cat", model: "sd-3.5", width: 512, height: 768, seed: 7 }
        const answer = yield* Effect.promise(() =>
          client.call("generate_image", input, { onprogress: (report) => reports.push(report) })
        )
        const picture = pictureOf(answer)
        assert.strictEqual(picture.mimeType, "image/png")
        assert.deepStrictEqual(sizeOf(picture.data), { width: 512, height: 768 })
        assert.isTrue([...Png.chunks(picture.data)].some(({ type }) => type === "IEND"))
        const receipt = readReceipt(
          answer.content.at(-1)?.type === "text" ? textOf(answer).split("\n").at(-1) : ""
        )
        assert.strictEqual(receipt.seed, 7)
        assert.strictEqual(receipt.prompt, "A cat")
        assert.include(textOf(answer), "http://127.0.0.1")
        assert.isAbove(reports.length, 1)
        assert.isTrue(reports.some(({ message }) => message?.includes("preview 1")))
        for (const [index, { progress }] of reports.entries()) {
          if (index > 0) assert.isAbove(progress, reports[index - 1]?.progress ?? Infinity)
        }
        // Several clients show their users nothing but this field when it is there.
        assert.isUndefined(answer.structuredContent)
      })
    )

    it.scopedLive("hears how far the model is", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* gateway()
        const client = yield* connect(baseUrl)
        const reports: Array<Report> = []
        yield* Effect.promise(() =>
          client.call(
            "generate_image",
            { prompt: "A cat", model: "sketch", width: 64, height: 64 },
            { onprogress: (report) => reports.push(report) }
          )
        )
        const known = reports.filter(({ total }) => total === 100)
        assert.isAbove(known.length, 0)
        assert.match(known.at(-1)?.message ?? "", /%|preview/)
        assert.isAbove(known.at(-1)?.progress ?? 0, 50)
      })
    )

    it.scopedLive("cancels, and the job is stopped at the service", () =>
      Effect.gen(function* () {
        const { baseUrl, standIn } = yield* gateway({ latency: "1 minute" })
        const client = yield* connect(baseUrl)
        const controller = new AbortController()
        const call = yield* Effect.fork(
          Effect.exit(
            Effect.tryPromise(() =>
              client.call(
                "generate_image",
                { prompt: "A cat", model: "sd35" },
                { signal: controller.signal }
              )
            )
          )
        )
        yield* eventually(() => standIn.openReplies() > 0)
        controller.abort()
        assert.strictEqual((yield* Fiber.join(call))._tag, "Failure")
        yield* eventually(() => standIn.requests.some(({ abandoned }) => abandoned))
      })
    )

    it.scopedLive("reads in an error what to do", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* gateway({ fault: "moderated" })
        const client = yield* connect(baseUrl)
        const ask = (input: Record<string, unknown>) =>
          Effect.promise(() => client.call("generate_image", input))
        const unknown = yield* ask({ prompt: "A cat", model: "sd-3.6" })
        assert.isTrue(unknown.isError)
        assert.match(textOf(unknown), /^ModelNotFound: .*\n.*sd-3\.5.*list_models/)
        const narrow = yield* ask({ prompt: "A cat", model: "sd35", width: 500 })
        assert.match(textOf(narrow), /^InvalidRequest: width: .*512/)
        const misspelt = yield* ask({ prompt: "A cat", negative: "dogs" })
        assert.match(textOf(misspelt), /^InvalidRequest: negative: /)
        const refused = yield* ask({ prompt: "A cat", model: "sd35" })
        assert.isTrue(refused.isError)
        assert.match(textOf(refused), /^ResponseError: .*\nChange the prompt\./)
        const nobody = yield* Effect.promise(() => client.call("list_models", { provider: "sd36" }))
        assert.match(textOf(nobody), /^ProviderNotFound: .*\n.*sd35/)
      })
    )

    it.scopedLive("lists the models without arguments", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* gateway()
        const client = yield* connect(baseUrl)
        const answer = yield* Effect.promise(() => client.call("list_models"))
        assert.containSubset(JSON.parse(textOf(answer)), {
          default: "sketch:sketch",
          providers: [
            { provider: "sketch", models: [{ name: "sketch" }] },
            {
              provider: "sd35",
              models: [{ aliases: ["sd-3.5", "sd-3.5-large"], takes: { steps: { maximum: 50 } } }],
              providerOptions: { properties: { randomizeSeed: { type: "boolean" } } }
            }
          ]
        })
      })
    )

    it.scopedLive("is shown the last preview of a picture that is too large for an answer", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* gateway({ draw: drawLarge })
        const client = yield* connect(baseUrl)
        const answer = yield* Effect.promise(() =>
          client.call("generate_image", { prompt: "A cat", model: "sd35" })
        )
        assert.isUndefined(answer.isError)
        assert.isBelow(pictureOf(answer).data.length, 100_000)
        assert.match(textOf(answer), /15\d\d\d\d\d bytes\) What is shown is its last preview/)
        const [, url = ""] = /^1\. (\S+)/m.exec(textOf(answer)) ?? []
        const kept = yield* Effect.promise(() =>
          fetch(url).then((response) => response.arrayBuffer())
        )
        assert.isAbove(kept.byteLength, 1_500_000)
      })
    )
  })
}
