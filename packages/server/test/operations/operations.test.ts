import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Metrics from "@easel/server/Metrics"
import * as Admission from "@easel/server/Admission"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { gateway } from "../mcp/gateway.js"
import { parse, valueOf } from "./exposition.js"

const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "easel-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const get = (url: string) =>
  Effect.promise(async () => {
    const response = await fetch(url)
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      text: await response.text()
    }
  })

const figures = (baseUrl: string) =>
  Effect.map(get(`${baseUrl}/metrics`), ({ text }) => parse(text))

const generate = (baseUrl: string, body: object) =>
  Effect.promise(async () => {
    const response = await fetch(`${baseUrl}/v1/images/generations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body)
    })
    await response.arrayBuffer()
    return response.status
  })

const eventually = <E>(condition: Effect.Effect<boolean, E>) =>
  Effect.flatMap(condition, (isSo) => (isSo ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("10 millis"))
  )

it.scopedLive("lives, and is ready", () =>
  Effect.gen(function* () {
    const { baseUrl } = yield* gateway()
    assert.deepInclude(yield* get(`${baseUrl}/healthz`), { status: 200, text: "ok\n" })
    const ready = yield* get(`${baseUrl}/readyz`)
    assert.strictEqual(ready.status, 200)
    assert.deepStrictEqual(JSON.parse(ready.text), { status: "ready", problems: [] })
  })
)

it.scopedLive("says what is wrong when pictures can't be kept", () =>
  Effect.gen(function* () {
    const folder = yield* temporaryFolder
    const { baseUrl } = yield* gateway({ gateway: { pictures: { folder: join(folder, "kept") } } })
    yield* Effect.promise(async () => {
      await rm(join(folder, "kept"), { recursive: true })
      await writeFile(join(folder, "kept"), "no folder any more")
    })
    const { status, text } = yield* get(`${baseUrl}/readyz`)
    assert.strictEqual(status, 503)
    assert.deepStrictEqual(JSON.parse(text), {
      status: "unavailable",
      problems: ["pictures can't be kept"]
    })
    assert.strictEqual((yield* get(`${baseUrl}/healthz`)).status, 200)
  })
)

it.scopedLive("asks for a key before it tells figures", () =>
  Effect.gen(function* () {
    const key = Redacted.make("a-long-and-secret-key")
    const { baseUrl } = yield* gateway({ gateway: { keys: [key] } })
    assert.strictEqual((yield* get(`${baseUrl}/metrics`)).status, 401)
    assert.strictEqual((yield* get(`${baseUrl}/readyz`)).status, 200)
    assert.strictEqual((yield* get(`${baseUrl}/healthz`)).status, 200)
    const allowed = yield* Effect.promise(() =>
      fetch(`${baseUrl}/metrics`, { headers: { authorization: `Bearer ${Redacted.value(key)}` } })
    )
    assert.strictEqual(allowed.status, 200)
    assert.match(allowed.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/)
  })
)

it.scopedLive("tells Prometheus what was made, how long it took, and what failed", () =>
  Effect.gen(function* () {
    const { baseUrl } = yield* gateway()
    const before = yield* figures(baseUrl)
    const labels = { gen_ai_provider_name: "sd35", error_type: "none" }
    const seconds = "gen_ai_client_inference_duration_seconds"
    const grown = (after: typeof before, ...where: [string, Record<string, string>?, string?]) =>
      (valueOf(after, ...where) ?? 0) - (valueOf(before, ...where) ?? 0)

    assert.strictEqual(yield* generate(baseUrl, { prompt: "A cat", model: "sd35" }), 200)
    assert.strictEqual(yield* generate(baseUrl, { prompt: "A cat", model: "sd36" }), 404)
    assert.strictEqual((yield* get(`${baseUrl}/not/here/${"x".repeat(50)}`)).status, 404)
    const after = yield* figures(baseUrl)

    assert.strictEqual(grown(after, "easel_generations_total", labels), 1)
    assert.strictEqual(grown(after, seconds, labels, "_count"), 1)
    assert.strictEqual(
      grown(after, "gen_ai_client_inference_time_to_first_chunk_seconds", labels, "_count"),
      1
    )
    assert.strictEqual(grown(after, "easel_pictures_total"), 1)
    assert.isAbove(grown(after, "easel_picture_bytes_total"), 500)
    assert.strictEqual(grown(after, "easel_failures_total", { error: "ModelNotFound" }), 1)
    const route = { route: "/v1/images/generations", method: "POST" }
    const requests = "easel_http_requests_total"
    assert.strictEqual(grown(after, requests, { ...route, status: "200" }), 1)
    assert.strictEqual(grown(after, requests, { ...route, status: "404" }), 1)
    assert.strictEqual(grown(after, requests, { route: "none", status: "404" }), 1)
    assert.strictEqual(valueOf(after, "easel_generations_running"), 0)
    assert.isAbove(valueOf(after, "process_resident_memory_bytes") ?? 0, 1_000_000)
    assert.isAbove(valueOf(after, "process_cpu_seconds_total") ?? 0, 0)
  })
)

it.scopedLive("tells what runs, what waits and how many listen", () =>
  Effect.gen(function* () {
    const { baseUrl, standIn } = yield* gateway({
      latency: "1 minute",
      gateway: { concurrency: 1 }
    })
    const call = () =>
      request(`${baseUrl}/v1/images/generations`, {
        method: "POST",
        headers: { "content-type": "application/json" }
      })
        .on("error", () => undefined)
        .end(JSON.stringify({ prompt: "A cat", model: "sd35" }))
    const calls = [call(), call()]
    yield* eventually(
      Effect.map(
        figures(baseUrl),
        (found) =>
          valueOf(found, "easel_generations_running") === 1 &&
          valueOf(found, "easel_generations_waiting") === 1
      )
    )
    yield* eventually(Effect.sync(() => standIn.openReplies() > 0))
    for (const each of calls) each.destroy()
    yield* eventually(
      Effect.map(
        figures(baseUrl),
        (found) =>
          valueOf(found, "easel_generations_running") === 0 &&
          valueOf(found, "easel_generations_waiting") === 0
      )
    )
  })
)

it.scopedLive("counts the streams that are open", () =>
  Effect.gen(function* () {
    const { baseUrl, standIn } = yield* gateway({ latency: "1 minute" })
    const openStreams = Effect.map(figures(baseUrl), (found) =>
      valueOf(found, "easel_http_open_streams")
    )
    const before = (yield* openStreams) ?? 0
    const leaving = new AbortController()
    const response = yield* Effect.promise(() =>
      fetch(`${baseUrl}/mcp`, {
        method: "POST",
        signal: leaving.signal,
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream"
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: "a",
          method: "tools/call",
          params: { name: "generate_image", arguments: { prompt: "A cat", model: "sd35" } }
        })
      })
    )
    assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
    yield* eventually(Effect.map(openStreams, (open) => open === before + 1))
    yield* eventually(Effect.sync(() => standIn.openReplies() > 0))
    leaving.abort()
    yield* eventually(Effect.map(openStreams, (open) => open === before))
    yield* eventually(Effect.sync(() => standIn.requests.some(({ abandoned }) => abandoned)))
  })
)

it.effect("renders every kind of metric as Prometheus reads it", () =>
  Effect.gen(function* () {
    const odd = 'a "quoted" \\ back\nline'
    yield* Metric.counter("test.ups and downs").pipe(
      Metric.tagged("odd-label", odd),
      Metric.update(-2)
    )
    yield* Metric.increment(Metric.counter("test.seen", { incremental: true }))
    yield* Metric.set(Metric.gauge("test.level", { description: "two\nlines" }), 0.1 + 0.2)
    yield* Metric.update(
      Metric.histogram("test.spread", MetricBoundaries.fromIterable([1, 2])),
      1.5
    )
    yield* Metric.update(Metric.frequency("test.words"), "fox")
    yield* Metric.update(
      Metric.summary({
        name: "test.summary",
        maxAge: "1 minute",
        maxSize: 10,
        error: 0.01,
        quantiles: [0.5]
      }),
      3
    )
    const found = parse(yield* Metrics.text)
    assert.strictEqual(valueOf(found, "test_ups_and_downs", { odd_label: odd }), -2)
    assert.strictEqual(found.get("test_ups_and_downs")?.type, "gauge")
    assert.strictEqual(valueOf(found, "test_seen_total"), 1)
    assert.strictEqual(valueOf(found, "test_level"), 0.30000000000000004)
    assert.strictEqual(valueOf(found, "test_spread", { le: "1" }, "_bucket"), 0)
    assert.strictEqual(valueOf(found, "test_spread", { le: "2" }, "_bucket"), 1)
    assert.strictEqual(valueOf(found, "test_words_total", { key: "fox" }), 1)
    assert.strictEqual(valueOf(found, "test_summary", {}, "_sum"), 3)
  }).pipe(Effect.provide(Admission.layer()))
)
