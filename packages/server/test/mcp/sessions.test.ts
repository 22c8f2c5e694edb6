import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { gateway } from "./gateway.js"
import { clients } from "./client.js"

const keys = ["the-key-of-the-first-caller", "the-key-of-the-second-caller"] as const

interface Message {
  readonly key?: string
  readonly session?: string
  readonly method?: string
  readonly body?: unknown
}

const send = (baseUrl: string, { body, key, method = "POST", session }: Message) =>
  Effect.promise(async () => {
    const response = await fetch(`${baseUrl}/mcp`, {
      method,
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(session === undefined ? {} : { "mcp-session-id": session })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, text, session: response.headers.get("mcp-session-id") }
  })

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "easel-test", version: "1.0.0" }
  }
}

const list = { jsonrpc: "2.0", id: "two", method: "tools/list" }

const guarded = gateway({ gateway: { keys: keys.map((key) => Redacted.make(key)) } })

it.scopedLive("keeps the session of one key from the others, until it is ended", () =>
  Effect.gen(function* () {
    const { baseUrl } = yield* guarded
    const [key, other] = keys
    assert.strictEqual((yield* send(baseUrl, { body: initialize })).status, 401)
    const opened = yield* send(baseUrl, { key, body: initialize })
    const session = opened.session ?? assert.fail("no session was opened")
    const mine = yield* send(baseUrl, { key, session, body: list })
    assert.strictEqual(mine.status, 200)
    assert.include(mine.text, '"id":"two"')
    assert.include(mine.text, "generate_image")
    assert.strictEqual((yield* send(baseUrl, { key: other, session, body: list })).status, 404)
    assert.strictEqual((yield* send(baseUrl, { session, body: list })).status, 401)
    assert.strictEqual((yield* send(baseUrl, { key, session, method: "DELETE" })).status, 200)
    assert.strictEqual((yield* send(baseUrl, { key, session, body: list })).status, 404)
  })
)

it.scopedLive("answers what is no message of the protocol", () =>
  Effect.gen(function* () {
    const { baseUrl } = yield* gateway()
    assert.strictEqual((yield* send(baseUrl, { body: "hello" })).status, 400)
    assert.strictEqual((yield* send(baseUrl, { body: [] })).status, 400)
    const unknown = yield* send(baseUrl, { body: { jsonrpc: "2.0", id: 1, method: "no/such" } })
    assert.include(unknown.text, "-32601")
    const noTool = yield* send(baseUrl, {
      body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "paint" } }
    })
    assert.include(noTool.text, "-32602")
  })
)

for (const [name, connect] of clients) {
  it.scopedLive(`lets a client of ${name} in with its key`, () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* guarded
      const client = yield* connect(baseUrl, { authorization: `Bearer ${keys[1]}` })
      assert.strictEqual((yield* Effect.promise(client.tools)).length, 2)
    })
  )
}
