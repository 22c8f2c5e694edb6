import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it, vi } from "@effect/vitest"
import imagelabs from "@easel/provider-imagelabs"
import type { RunningFake } from "@easel/testkit/FakeServer"
import { GenerationSummary } from "@easel/server/GenerationSummary"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { hasPostgres, startPostgres } from "../../../scripts/postgres.mjs"
import { easel, temporaryFolder } from "./easel.js"
import { serving } from "./serving.js"
import { standIn } from "./standIn.js"

// Several processes one after the other, each of which may be slow to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const keys = ["the-first-key-for-tests", "another-key-for-tests"] as const

interface Asked {
  readonly url: string
  readonly path?: string
  readonly method?: string
  readonly key?: string | undefined
  readonly body?: unknown
}

const ask = ({ body, key, method = "GET", path = "", url }: Asked) =>
  Effect.promise(async () => {
    const response = await fetch(`${url}/api/generations${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` })
      },
      body: body === undefined ? null : JSON.stringify(body)
    })
    const text = await response.text()
    return { status: response.status, location: response.headers.get("location"), text }
  })

const summaryOf = Schema.decode(Schema.parseJson(GenerationSummary))
const summariesOf = Schema.decode(Schema.parseJson(Schema.Array(GenerationSummary)))

const create = (url: string, key?: string, prompt = "A cat") =>
  Effect.gen(function* () {
    const body = { prompt, width: 512, height: 512, seed: 7 }
    const answer = yield* ask({ url, key, path: "?durable=true", method: "POST", body })
    assert.strictEqual(answer.status, 202, answer.text)
    const summary = yield* summaryOf(answer.text)
    assert.match(summary.id, /^durable_[0-9a-f]{32}$/)
    assert.strictEqual(answer.location, `/api/generations/${summary.id}`)
    return summary
  })

const get = (url: string, id: string, key?: string) =>
  Effect.flatMap(ask({ url, key, path: `/${id}` }), ({ text }) => summaryOf(text))

const again = Schedule.spaced("50 millis")

const standing = (url: string, id: string, status: GenerationSummary["status"], key?: string) =>
  get(url, id, key).pipe(
    Effect.filterOrFail(
      (found) => found.status === status,
      (found) => new Error(`it is ${found.status} and not ${status}`)
    ),
    Effect.retry(again)
  )

const asked = (server: RunningFake, path: string) =>
  server.requests.filter(({ url }) => url.pathname === path).length

const eventually = (isSo: () => boolean) =>
  Effect.repeat(Effect.sync(isSo), { until: (so) => so, schedule: again })

const urlOf = ({ response }: GenerationSummary) => {
  const source = response?.images[0].source
  return source?._tag === "Url" ? source.url : "no address"
}

const fetched = (address: string) =>
  Effect.promise(async () => {
    const response = await fetch(address)
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { status: response.status, type: response.headers.get("content-type"), bytes }
  })

const places = Effect.map(temporaryFolder, (folder) => ({
  pictures: join(folder, "pictures"),
  args: ["--database", join(folder, "batches.db"), "--pictures", join(folder, "pictures")]
}))

it.scopedLive("a generation outlives the gateway, and is submitted once", () =>
  Effect.gen(function* () {
    const { args, pictures } = yield* places
    const { env, server } = yield* standIn({ latency: "3 seconds" }, imagelabs)
    const settings = { args, env: { ...env, EASEL_SERVER_API_KEYS: keys.join(",") } }
    const first = yield* serving(settings)
    const { id } = yield* create(first.line, keys[0])
    // The job is written down before it is first asked after.
    yield* eventually(() => asked(server, "/progress") > 0)
    assert.strictEqual((yield* get(first.line, id, keys[0])).status, "Running")
    first.child.kill("SIGKILL")
    yield* first.end

    const second = yield* serving(settings)
    const done = yield* standing(second.line, id, "Done", keys[0])
    assert.strictEqual(asked(server, "/txt2img"), 1)
    assert.strictEqual(done.prompt, "A cat")
    assert.strictEqual(done.provider, "imagelabs")
    assert.strictEqual(done.response?.images[0].seed, 7)
    const picture = yield* fetched(urlOf(done))
    assert.strictEqual(picture.status, 200)
    assert.strictEqual(picture.type, done.response?.images[0].mediaType)

    // The gateway keeps its own pictures for a time; the engine's are there for good.
    const swept = (yield* Effect.promise(() => readdir(pictures))).filter((one) => one.length === 2)
    assert.lengthOf(swept, 1)
    yield* Effect.promise(() => rm(join(pictures, swept.join("")), { recursive: true }))
    assert.strictEqual((yield* fetched(urlOf(done))).status, 404)
    const told = yield* get(second.line, id, keys[0])
    assert.deepStrictEqual((yield* fetched(urlOf(told))).bytes, picture.bytes)

    const path = `/${id}`
    const refusals = yield* Effect.forEach(["GET", "DELETE"], (method) =>
      ask({ url: second.line, path, method, key: keys[1] })
    )
    assert.deepStrictEqual(
      refusals.map(({ status }) => status),
      [404, 404]
    )
    const lists = yield* Effect.forEach(keys, (key) =>
      Effect.flatMap(ask({ url: second.line, key }), ({ text }) => summariesOf(text))
    )
    assert.deepStrictEqual(
      lists.map((list) => list.map((one) => one.id)),
      [[id], []]
    )
    const events = yield* ask({ url: second.line, path: `${path}/events`, key: keys[0] })
    assert.strictEqual(events.status, 400)
    assert.include(events.text, "has no events")
  })
)

it.scopedLive("waits for its turn, and is cancelled before and after it began", () =>
  Effect.gen(function* () {
    const { args } = yield* places
    const { env, server } = yield* standIn({ latency: "1 minute" }, imagelabs)
    const { line } = yield* serving({ args: [...args, "--concurrency", "1"], env })
    const [one, other] = yield* Effect.forEach([1, 2], () => create(line))
    assert.strictEqual(one?.status, "Queued")
    yield* eventually(() => asked(server, "/progress") > 1)
    assert.strictEqual(asked(server, "/txt2img"), 1)
    const all = yield* Effect.flatMap(ask({ url: line }), ({ text }) => summariesOf(text))
    const [running] = all.filter(({ status }) => status === "Running")
    const [waiting] = all.filter(({ status }) => status === "Queued")
    assert.sameMembers([running?.id, waiting?.id], [one?.id, other?.id])
    const cancel = (id = "") =>
      Effect.flatMap(ask({ url: line, path: `/${id}`, method: "DELETE" }), ({ text }) =>
        summaryOf(text)
      )
    assert.strictEqual((yield* cancel(waiting?.id)).status, "Cancelled")
    assert.strictEqual((yield* cancel(running?.id)).status, "Cancelled")
    // The turn is free again, and what is cancelled does not take it.
    yield* create(line)
    yield* eventually(() => asked(server, "/txt2img") === 2)
  })
)

it.scopedLive("tells why it failed, and refuses what the model can't do at once", () =>
  Effect.gen(function* () {
    const { args } = yield* places
    const { env } = yield* standIn({ fault: "job-error" }, imagelabs)
    const { line } = yield* serving({ args: [...args, "--requests-per-minute", "2"], env })
    const { id } = yield* create(line)
    const failed = yield* standing(line, id, "Failed")
    assert.strictEqual(failed.error?._tag, "ResponseError")
    const path = "?durable=true"
    const body = { prompt: "A cat", steps: 12 }
    const refused = yield* ask({ url: line, path, method: "POST", body })
    assert.strictEqual(refused.status, 400)
    assert.include(refused.text, '"option":"steps"')
    yield* create(line)
    const tooMany = yield* ask({ url: line, path, method: "POST", body: { prompt: "A cat" } })
    assert.strictEqual(tooMany.status, 429)
    const wrong = yield* ask({ url: line, path: "?durable=yes", method: "POST", body })
    assert.strictEqual(wrong.status, 400)
    assert.include(wrong.text, '"option":"durable"')
  })
)

it.scopedLive("waits for a gateway that is set up for its provider", () =>
  Effect.gen(function* () {
    const { args } = yield* places
    const { env, server } = yield* standIn({ latency: "2 seconds" }, imagelabs)
    const settings = { args: [...args, "--concurrency", "1"], env }
    const killed = yield* serving(settings)
    const all = yield* Effect.replicateEffect(create(killed.line), 2)
    yield* eventually(() => asked(server, "/progress") > 0)
    killed.child.kill("SIGKILL")
    yield* killed.end
    const wrong = { ...env, EASEL_IMAGELABS_BASE_URL: "no address" }
    const { child, end, line } = yield* serving({ ...settings, env: wrong })
    let said = ""
    child.stderr.on("data", (text) => (said += String(text)))
    const look = Effect.forEach(all, ({ id }) => get(line, id))
    const found = yield* look.pipe(
      Effect.filterOrFail(() => all.every(({ id }) => said.includes(`${id} waits for another`))),
      Effect.retry(again)
    )
    assert.sameMembers(
      found.map(({ status }) => status),
      ["Running", "Queued"]
    )
    child.kill("SIGKILL")
    yield* end
    const mended = yield* serving(settings)
    yield* Effect.forEach(all, ({ id }) => standing(mended.line, id, "Done"))
    assert.strictEqual(asked(server, "/txt2img"), 2)
  })
)

it.scopedLive("is refused by a gateway without a database", () =>
  Effect.gen(function* () {
    const { line } = yield* serving()
    const body = { prompt: "A cat" }
    const refused = yield* ask({ url: line, path: "?durable=true", method: "POST", body })
    assert.strictEqual(refused.status, 400)
    assert.include(refused.text, "easel serve --database")
    const missing = yield* ask({ url: line, path: `/durable_${"0".repeat(32)}` })
    assert.strictEqual(missing.status, 404)
    const plain = yield* ask({ url: line, path: "?durable=false", method: "POST", body })
    assert.include(plain.text, "event: ImageResponse")
  })
)

it.scopedLive("does not start with a database that can't be used", () =>
  Effect.gen(function* () {
    const { args, pictures } = yield* places
    const serve = (...flags: ReadonlyArray<string>) => easel(["serve", "--port", "0", ...flags])
    const alone = yield* serve("--database", "batches.db")
    assert.strictEqual(alone.code, 2)
    assert.include(alone.stderr, "--database needs --pictures")
    const foreign = yield* serve("--pictures", pictures, "--database", "mysql://there/db")
    assert.strictEqual(foreign.code, 2)
    assert.include(foreign.stderr, "--database: is a path, or an address")
    yield* serving({ args })
    const second = yield* serve(...args)
    assert.strictEqual(second.code, 2)
    assert.match(second.stderr, /process \d+ is working on it/)
  })
)

const postgres = Effect.acquireRelease(Effect.promise(startPostgres), (server) =>
  Effect.promise(() => server.stop())
)

/** Jobs that somebody has asked after. */
const followed = (server: RunningFake) =>
  new Set(server.requests.filter(({ url }) => url.pathname === "/progress").map(({ text }) => text))
    .size

const total = 8

describe.skipIf(!hasPostgres())("gateways on one PostgreSQL", () => {
  it.scopedLive("see the generations of one that was killed through, each submitted once", () =>
    Effect.gen(function* () {
      const { url: database } = yield* postgres
      const { args } = yield* places
      const { env, server } = yield* standIn({ latency: "4 seconds" }, imagelabs)
      const settings = { args: ["--database", database, ...args.slice(2)], env }
      const killed = yield* serving(settings)
      const other = yield* serving(settings)
      const all = yield* Effect.replicateEffect(create(killed.line), total)
      yield* eventually(() => followed(server) === total)
      killed.child.kill("SIGKILL")
      const done = yield* Effect.forEach(all, ({ id }) => standing(other.line, id, "Done"))
      assert.strictEqual(asked(server, "/txt2img"), total)
      const pictures = yield* Effect.forEach(done, (one) => fetched(urlOf(one)))
      for (const { status } of pictures) assert.strictEqual(status, 200)
    })
  )
})
