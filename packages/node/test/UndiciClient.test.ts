import * as Cookies from "@effect/platform/Cookies"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Deferred from "effect/Deferred"
import * as Stream from "effect/Stream"
import * as Fault from "@easel/testkit/Fault"
import { eventually, open, serve } from "./support.js"

const text = "猫 with a hat 🎩"

const multipart = [
  "--b",
  'content-disposition: form-data; name="prompt"',
  "",
  text,
  "--b--",
  ""
].join("\r\n")

const post = (url: string, body: HttpBody.HttpBody) =>
  HttpClientRequest.setBody(HttpClientRequest.post(url), body)

describe("UndiciClient: an answer", () => {
  const answer = (body: string | Uint8Array, contentType = "text/plain") =>
    Effect.gen(function* () {
      const reply = { status: 200, headers: { "content-type": contentType }, body }
      const fake = yield* serve(() => reply, { faults: [Fault.pieces({}, 5)] })
      const { client } = yield* open()
      return yield* client.get(fake.baseUrl)
    })

  it.scopedLive("is read as text, also twice, without a byte order mark", () =>
    Effect.gen(function* () {
      const response = yield* answer(`\uFEFF${text}`)
      assert.strictEqual(yield* response.text, text)
      assert.strictEqual(yield* response.text, text)
    })
  )

  it.scopedLive("is read as JSON, and an empty one is null", () =>
    Effect.gen(function* () {
      const response = yield* answer(JSON.stringify({ text }))
      assert.deepStrictEqual(yield* response.json, { text })
      assert.strictEqual(yield* response.text, JSON.stringify({ text }))
      assert.isNull(yield* (yield* answer("")).json)
      const error = yield* Effect.flip((yield* answer('{"a":')).json)
      assert.deepInclude({ ...error }, { _tag: "ResponseError", reason: "Decode" })
    })
  )

  it.scopedLive("is read as bytes, parameters, a form and a stream", () =>
    Effect.gen(function* () {
      const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 256)
      const buffer = yield* (yield* answer(bytes)).arrayBuffer
      assert.deepStrictEqual(new Uint8Array(buffer), bytes)
      const parameters = yield* (yield* answer("a=1&b=%20&a=2")).urlParamsBody
      assert.deepStrictEqual(Array.from(parameters), [
        ["a", "1"],
        ["b", " "],
        ["a", "2"]
      ])
      const response = yield* answer(multipart, "multipart/form-data; boundary=b")
      assert.strictEqual((yield* response.formData).get("prompt"), text)
      const pieces = yield* Stream.runCollect((yield* answer(bytes)).stream)
      assert.deepStrictEqual(Buffer.concat(Array.from(pieces)), Buffer.from(bytes))
    })
  )

  it.scopedLive("has status, headers and cookies", () =>
    Effect.gen(function* () {
      const headers = { "x-own": "1", "set-cookie": "a=b; Path=/" }
      const fake = yield* serve(() => ({ status: 404, headers, body: "" }))
      const { client } = yield* open()
      const response = yield* client.get(fake.baseUrl)
      assert.strictEqual(response.status, 404)
      assert.strictEqual(response.headers["x-own"], "1")
      assert.deepStrictEqual(Cookies.toRecord(response.cookies), { a: "b" })
      assert.strictEqual(yield* response.text, "")
      assert.strictEqual(yield* (yield* client.head(fake.baseUrl)).text, "")
    })
  )

  it.scopedLive("is a redirect that is not followed", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 302, headers: { location: "/a" }, body: "" }))
      const { client } = yield* open()
      assert.strictEqual((yield* client.get(fake.baseUrl)).status, 302)
      assert.strictEqual(fake.requests.length, 1)
    })
  )
})

describe("UndiciClient: a request", () => {
  const sent = (body: HttpBody.HttpBody) =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 200, body: "" }))
      const { client } = yield* open()
      yield* client.execute(post(`${fake.baseUrl}/jobs`, body))
      const [request] = fake.requests
      if (request === undefined) throw new Error("nothing was sent")
      return {
        text: request.text,
        type: new Headers(request.headers).get("content-type") ?? "",
        request
      }
    })

  it.scopedLive("carries path, parameters and headers, and none of a trace", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 200, body: "" }))
      const { client } = yield* open()
      yield* client
        .get(`${fake.baseUrl}/a%20b`, { urlParams: { q: "ä&c" }, headers: { "X-Own": "1" } })
        .pipe(Effect.withSpan("caller"))
      const [request] = fake.requests
      assert.strictEqual(request?.url.pathname, "/a%20b")
      assert.strictEqual(request?.url.searchParams.get("q"), "ä&c")
      const names = Object.keys(request?.headers ?? {})
      assert.deepStrictEqual(
        names.filter((name) => name !== "host" && name !== "connection"),
        ["x-own"]
      )
    })
  )

  it.scopedLive("carries text, bytes and JSON", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* sent(HttpBody.text(text)), { text, type: "text/plain" })
      assert.deepInclude(yield* sent(HttpBody.uint8Array(new TextEncoder().encode(text))), { text })
      const json = yield* sent(HttpBody.unsafeJson({ text }))
      assert.deepInclude(json, { text: JSON.stringify({ text }), type: "application/json" })
    })
  )

  it.scopedLive("carries a form with its files", () =>
    Effect.gen(function* () {
      const form = new FormData()
      form.set("prompt", text)
      form.set("image", new Blob(["PNG"], { type: "image/png" }), "a.png")
      for (const body of [HttpBody.formData(form), HttpBody.raw(form)]) {
        const { text: received, type } = yield* sent(body)
        const back = yield* Effect.promise(() =>
          new Response(received, { headers: { "content-type": type } }).formData()
        )
        assert.strictEqual(back.get("prompt"), text)
        const file = back.get("image")
        assert.isTrue(file instanceof File && file.name === "a.png" && file.type === "image/png")
      }
    })
  )

  it.scopedLive("carries what the platform can encode, and refuses the rest", () =>
    Effect.gen(function* () {
      const blob = yield* sent(HttpBody.raw(new Blob([text], { type: "text/x-own" })))
      assert.deepInclude(blob, { text, type: "text/x-own" })
      const parameters = yield* sent(HttpBody.raw(new URLSearchParams({ a: "b c" })))
      assert.strictEqual(parameters.text, "a=b+c")
      assert.strictEqual((yield* sent(HttpBody.raw(text))).text, text)
      const error = yield* Effect.flip(sent(HttpBody.raw({ a: 1 })))
      assert.deepInclude({ ...error }, { _tag: "RequestError", reason: "Encode" })
    })
  )

  it.scopedLive("carries a stream", () =>
    Effect.gen(function* () {
      const pieces = Stream.range(1, 1000).pipe(
        Stream.rechunk(10),
        Stream.map((number) => new TextEncoder().encode(`${number},`))
      )
      const { request, text: received } = yield* sent(HttpBody.stream(pieces, "text/csv"))
      assert.strictEqual(received, Array.from({ length: 1000 }, (_, i) => `${i + 1},`).join(""))
      assert.deepInclude(request.headers, {
        "content-type": "text/csv",
        "transfer-encoding": "chunked"
      })
    })
  )

  it.scopedLive("of a stream that breaks is an error, and nothing whole was sent", () =>
    Effect.gen(function* () {
      const broken = Stream.concat(Stream.make(Uint8Array.of(65)), Stream.fail(new Error("disk")))
      const error = yield* Effect.flip(sent(HttpBody.stream(broken)))
      assert.deepInclude({ ...error }, { _tag: "RequestError", reason: "Transport" })
      assert.include(String(error.cause), "disk")
    })
  )

  it.scopedLive("that is interrupted stops its stream", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<void>()
      const endless = Stream.concat(Stream.make(Uint8Array.of(65)), Stream.never).pipe(
        Stream.tap(() => Deferred.succeed(begun, undefined)),
        Stream.ensuring(Deferred.succeed(ended, undefined))
      )
      const fiber = yield* Effect.fork(sent(HttpBody.stream(endless)))
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(fiber)
      yield* Deferred.await(ended)
    })
  )

  it.scopedLive("that can't be sent is an error, not a defect", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 200, body: "" }))
      const { client, dispatcher } = yield* open()
      const reason = (request: HttpClientRequest.HttpClientRequest) =>
        Effect.map(Effect.flip(client.execute(request)), (error) => error.reason)
      assert.strictEqual(yield* reason(HttpClientRequest.get("http://")), "InvalidUrl")
      const header = HttpClientRequest.get(fake.baseUrl, { headers: { "x-own": "a\nb" } })
      assert.strictEqual(yield* reason(header), "Transport")
      const closed = yield* Effect.scoped(serve(() => ({ status: 200, body: "" })))
      assert.strictEqual(yield* reason(HttpClientRequest.get(closed.baseUrl)), "Transport")
      yield* Effect.promise(() => dispatcher.destroy())
      assert.strictEqual(yield* reason(HttpClientRequest.get(fake.baseUrl)), "Transport")
      assert.strictEqual(fake.requests.length, 0)
    })
  )

  it.scopedLive("that is interrupted while connecting is never sent", () =>
    Effect.gen(function* () {
      const connecting = yield* Deferred.make<void>()
      const ready = yield* Deferred.make<void>()
      const fake = yield* serve(({ url }) => ({ status: 200, body: url.pathname }))
      const { client, sockets } = yield* open(
        Effect.zipRight(Deferred.succeed(connecting, undefined), Deferred.await(ready))
      )
      const fiber = yield* Effect.fork(client.get(`${fake.baseUrl}/unwanted`))
      yield* Deferred.await(connecting)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* Deferred.succeed(ready, undefined)
      yield* eventually(() => sockets.length > 0)
      const response = yield* client.get(`${fake.baseUrl}/wanted`)
      assert.strictEqual(yield* response.text, "/wanted")
      assert.deepStrictEqual(
        fake.requests.map(({ url }) => url.pathname),
        ["/wanted"]
      )
    })
  )
})
