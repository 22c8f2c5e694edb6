import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { bodyServer } from "./support/bodyServer.js"
import { open, statuses } from "./support/rawHttp.js"

const mebibyte = 1024 * 1024

const post = (url: string, init: RequestInit & { readonly duplex?: "half" }) =>
  Effect.tryPromise(async () => {
    const answer = await fetch(url, { method: "POST", ...init })
    return { status: answer.status, text: await answer.text() }
  })

const json = { "content-type": "application/json" }

/** By what `refusalOf` says. */
const statusOf: Readonly<Record<string, number>> = {
  "MalformedBody Syntax": 400,
  "MalformedBody Incomplete": 400,
  "MalformedBody MediaType": 415,
  BodyTooLarge: 413
}

/** What a refusal says, in a line. */
const refusalOf = (answer: Either.Either<unknown, { readonly _tag: string }> | undefined) => {
  if (answer === undefined || Either.isRight(answer)) return "no refusal"
  const { left } = answer
  return "reason" in left && typeof left.reason === "string"
    ? `${left._tag} ${left.reason}`
    : left._tag
}

describe("a JSON body", () => {
  it.scoped("is read as it was sent", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer()
      yield* post(`${server.url}/json`, { headers: json, body: `{"prompt":"Füchse 🦊"}` })
      yield* post(`${server.url}/json`, {
        headers: { "content-type": "application/merge-patch+json; charset=utf-8" },
        body: "[1]"
      })
      assert.deepStrictEqual(server.answers.map(Either.getOrThrow), [
        { json: { prompt: "Füchse 🦊" } },
        { json: [1] }
      ])
    })
  )

  const refused: ReadonlyArray<
    readonly [
      what: string,
      headers: Record<string, string>,
      body: string | Uint8Array<ArrayBuffer>,
      string
    ]
  > = [
    ["nothing", json, "", "MalformedBody Syntax"],
    ["half a value", json, `{"prompt":`, "MalformedBody Syntax"],
    ["bytes that are no UTF-8", json, Uint8Array.of(34, 0xff, 34), "MalformedBody Syntax"],
    ["text", { "content-type": "text/plain" }, "{}", "MalformedBody MediaType"],
    [
      "a form",
      { "content-type": "application/x-www-form-urlencoded" },
      "{}",
      "MalformedBody MediaType"
    ],
    ["compressed", { ...json, "content-encoding": "gzip" }, "{}", "MalformedBody MediaType"]
  ]
  for (const [what, headers, body, expected] of refused) {
    it.scoped(`is refused when it is ${what}`, () =>
      Effect.gen(function* () {
        const server = yield* bodyServer()
        const answer = yield* post(`${server.url}/json`, { headers, body })
        assert.strictEqual(answer.status, statusOf[expected])
        assert.strictEqual(refusalOf(server.answers[0]), expected)
      })
    )
  }

  it.scoped("without a content type is refused", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer()
      const socket = yield* open(server.port)
      yield* socket.send("POST /json HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
      yield* socket.until(/content type/)
      assert.strictEqual(refusalOf(server.answers[0]), "MalformedBody MediaType")
    })
  )

  it.scoped("that says it is too large is refused before any of it came", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer()
      const socket = yield* open(server.port)
      yield* socket.send(
        "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
          `Content-Length: ${100 * mebibyte}\r\n\r\n`
      )
      assert.deepStrictEqual(statuses(yield* socket.until(/larger than 67108864 bytes/)), [413])
      assert.strictEqual(refusalOf(server.answers[0]), "BodyTooLarge")
    })
  )

  it.scoped("of 100 MB that doesn't say so is refused, and not kept in memory", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer({ body: mebibyte })
      const piece = new Uint8Array(mebibyte).fill(32)
      const before = process.memoryUsage().arrayBuffers
      const answer = yield* post(`${server.url}/json`, {
        headers: json,
        body: Stream.toReadableStream(Stream.fromChunk(Chunk.makeBy(100, () => piece))),
        duplex: "half"
      })
      assert.strictEqual(answer.status, 413)
      assert.strictEqual(refusalOf(server.answers[0]), "BodyTooLarge")
      assert.isBelow(process.memoryUsage().arrayBuffers - before, 50 * mebibyte)
    })
  )

  it.scopedLive("waits outside while others are being sent as much as there is room for", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer({}, 150)
      const body = `"${"a".repeat(98)}"`
      const answers = (status: number) =>
        post(`${server.url}/json`, { headers: json, body }).pipe(
          Effect.repeat({
            until: (answer) => answer.status === status,
            schedule: Schedule.spaced("5 millis")
          })
        )
      yield* answers(200)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const first = yield* open(server.port)
          yield* first.send(
            "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
              `Content-Length: 200\r\n\r\n${body}`
          )
          yield* answers(429)
          const refused = server.answers.at(-1)
          assert.strictEqual(refusalOf(refused), "TooManyRequests")
        })
      )
      yield* answers(200)
    })
  )

  it.scoped("that is refused leaves the connection usable", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer({ body: 1000 })
      const socket = yield* open(server.port)
      const head = "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      yield* socket.send(`${head}Transfer-Encoding: chunked\r\n\r\n7d0\r\n${" ".repeat(2000)}\r\n`)
      yield* socket.until(/larger than/)
      yield* socket.send(`7d0\r\n${" ".repeat(2000)}\r\n0\r\n\r\n`)
      yield* socket.send(`${head}Content-Length: 2\r\n\r\n{}`)
      assert.deepStrictEqual(statuses(yield* socket.until(/read$/)), [413, 200])
    })
  )

  it.scopedLive("that comes too slowly is given up", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer({ patience: Duration.millis(50) })
      const socket = yield* open(server.port)
      yield* socket.send(
        "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
          "Content-Length: 20\r\n\r\n{"
      )
      yield* socket.until(/too slowly/)
      assert.strictEqual(refusalOf(server.answers[0]), "MalformedBody Incomplete")
    })
  )
})

describe("a form", () => {
  it.scoped("gives its fields and files", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer()
      const form = new FormData()
      form.append("prompt", "A fox\r\n--in the\r\n\r\nsnow")
      form.append("image[]", new Blob([Uint8Array.of(1, 2, 3)], { type: "image/png" }), "ä.png")
      form.append("n", "2")
      form.append("image[]", new Blob([Uint8Array.of(13, 10, 45, 45)]), "b")
      form.append("n", "3")
      yield* post(`${server.url}/form`, { body: form })
      const [answer] = server.answers
      assert.isDefined(answer)
      if (answer === undefined) return
      const read = Either.getOrThrow(answer)
      if (!("fields" in read)) return assert.fail("no form")
      assert.deepStrictEqual(Object.fromEntries(read.fields), {
        prompt: ["A fox\r\n--in the\r\n\r\nsnow"],
        n: ["2", "3"]
      })
      assert.deepStrictEqual(
        (read.files.get("image[]") ?? []).map(({ bytes, ...file }) => ({
          ...file,
          bytes: [...bytes]
        })),
        [
          { name: "ä.png", contentType: "image/png", bytes: [1, 2, 3] },
          { name: "b", contentType: "application/octet-stream", bytes: [13, 10, 45, 45] }
        ]
      )
    })
  )

  it.scoped("is the same however it is cut into pieces", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer()
      const body = `--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n2\r\n--b--\r\n`
      const bytes = new TextEncoder().encode(body)
      for (let cut = 1; cut < bytes.length; cut++) {
        const pieces = Stream.make(bytes.subarray(0, cut), bytes.subarray(cut))
        yield* post(`${server.url}/form`, {
          headers: { "content-type": "multipart/form-data; boundary=b" },
          body: Stream.toReadableStream(pieces),
          duplex: "half"
        })
      }
      assert.strictEqual(server.answers.filter(Either.isRight).length, bytes.length - 1)
    })
  )

  const part = (headers: string, body = "x") => `--b\r\n${headers}\r\n\r\n${body}\r\n`
  const field = (name: string, value: string) =>
    part(`Content-Disposition: form-data; name="${name}"`, value)
  const file = (name: string, value: string) =>
    part(`Content-Disposition: form-data; name="${name}"; filename="f"`, value)
  const type = "multipart/form-data; boundary=b"
  const refused: ReadonlyArray<
    readonly [what: string, type: string, body: string, expected: string]
  > = [
    ["no boundary in its type", "multipart/form-data", field("a", "b"), "MalformedBody Syntax"],
    ["another boundary", type, "--c\r\n\r\n--c--\r\n", "MalformedBody Incomplete"],
    ["nothing in it", type, "", "MalformedBody Incomplete"],
    ["no end", type, field("a", "b"), "MalformedBody Incomplete"],
    [
      "an end in the middle of a part",
      type,
      file("a", "b").slice(0, -2),
      "MalformedBody Incomplete"
    ],
    ["an end in the middle of headers", type, "--b\r\nContent-Disp", "MalformedBody Incomplete"],
    [
      "a part without a name",
      type,
      `${part("Content-Disposition: form-data")}--b--`,
      "MalformedBody Syntax"
    ],
    ["headers that are none", type, `${part("???")}--b--`, "MalformedBody Syntax"],
    [
      "a file name that can't be decoded",
      type,
      `${part("Content-Disposition: form-data; name=a; filename*=utf-8''%ff")}--b--`,
      "MalformedBody Syntax"
    ],
    ["too many parts", type, `${field("a", "b").repeat(6)}--b--`, "MalformedBody Syntax"],
    ["a field that is too large", type, `${field("a", "b".repeat(101))}--b--`, "BodyTooLarge"],
    ["a file that is too large", type, `${file("a", "b".repeat(1001))}--b--`, "BodyTooLarge"],
    ["too much in all", type, `${file("a", "b".repeat(999)).repeat(3)}--b--`, "BodyTooLarge"],
    [
      "a type of its own",
      "multipart/mixed; boundary=b",
      `${field("a", "b")}--b--`,
      "MalformedBody MediaType"
    ]
  ]
  for (const [what, contentType, body, expected] of refused) {
    it.scoped(`is refused with ${what}`, () =>
      Effect.gen(function* () {
        const server = yield* bodyServer({ body: 3000, file: 1000, field: 100, parts: 5 })
        const answer = yield* post(`${server.url}/form`, {
          headers: { "content-type": contentType },
          body
        })
        assert.strictEqual(answer.status, statusOf[expected])
        assert.strictEqual(refusalOf(server.answers[0]), expected)
      })
    )
  }

  it.scoped("of exactly as much as is allowed is read", () =>
    Effect.gen(function* () {
      const server = yield* bodyServer({ file: 1000, field: 100, parts: 3 })
      const body = `${field("a", "b".repeat(100))}${file("c", "d".repeat(1000))}${field("e", "")}--b--`
      yield* post(`${server.url}/form`, { headers: { "content-type": type }, body })
      assert.deepStrictEqual(server.answers.map(refusalOf), ["no refusal"])
    })
  )
})
