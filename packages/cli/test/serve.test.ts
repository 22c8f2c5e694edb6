import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { collector } from "./collector.js"
import { bin, easel, finished, start, temporaryFolder } from "./easel.js"
import { askForPicture, serving } from "./serving.js"
import { standIn } from "./standIn.js"

// Several processes one after the other, each of which may be slow to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const key = "a-long-and-secret-key-for-tests"

const eventually = <E>(condition: Effect.Effect<boolean, E>) =>
  Effect.flatMap(condition, (isSo) => (isSo ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("20 millis"))
  )

const status = (url: string) => Effect.promise(async () => (await fetch(url)).status)

it.scopedLive("serves, says where on stderr, and prints the address", () =>
  Effect.gen(function* () {
    const { env } = yield* standIn()
    const { child, end, line } = yield* serving({ env })
    assert.match(line, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.strictEqual(yield* status(`${line}/healthz`), 200)
    assert.strictEqual(yield* status(`${line}/readyz`), 200)
    assert.strictEqual(yield* status(`${line}/metrics`), 200)
    const { status: made, text } = yield* askForPicture({ url: line })
    assert.strictEqual(made, 200)
    assert.match(text, /"b64_json"/)
    child.kill("SIGTERM")
    const { code, lines, stderr } = yield* end
    assert.strictEqual(code, 0, stderr)
    assert.deepStrictEqual(lines, [line])
    assert.match(stderr, /^Easel \S+ serves sd35, sketch, .*imagelabs/m)
    for (const path of ["/", "/docs", "/v1", "/mcp"]) assert.include(stderr, `${line}${path}`)
    assert.include(stderr, "Only programs on this machine can reach it")
    assert.match(stderr, /Stop with Ctrl-C, or: kill \d+/)
    assert.include(stderr, "Stopping")
  })
)

it.scopedLive("prints one JSON object instead", () =>
  Effect.gen(function* () {
    const { line } = yield* serving({ args: ["--json"] })
    const found: unknown = JSON.parse(line)
    assert.containSubset(found, {
      _tag: "Serving",
      providers: ["sketch", "sd35", "imagelabs"],
      keyNeeded: false
    })
    assert.match(line, /"mcp":"http:\/\/127\.0\.0\.1:\d+\/mcp"/)
  })
)

it.scopedLive("lets nobody else in without a key", () =>
  Effect.gen(function* () {
    const refused = yield* easel(["serve", "--host", "0.0.0.0", "--port", "0"])
    assert.strictEqual(refused.code, 2)
    assert.include(refused.stderr, "EASEL_SERVER_API_KEYS")
    assert.strictEqual(refused.stdout, "")
    const { env } = yield* standIn()
    const { child, end, line } = yield* serving({
      args: ["--host", "0.0.0.0"],
      env: { ...env, EASEL_SERVER_API_KEYS: ` ${key}, another-long-and-secret-key ` }
    })
    assert.strictEqual((yield* askForPicture({ url: line })).status, 401)
    assert.strictEqual((yield* askForPicture({ url: line, key })).status, 200)
    assert.strictEqual(yield* status(`${line}/metrics`), 401)
    assert.strictEqual(yield* status(`${line}/readyz`), 200)
    child.kill("SIGINT")
    const { stderr, stdout } = yield* end
    assert.include(stderr, "Others can reach it; a key is needed")
    assert.notInclude(stderr + stdout, key)
  })
)

it.scopedLive("warns when others are led to it and no key is needed", () =>
  Effect.gen(function* () {
    const { child, end } = yield* serving({ args: ["--public-url", "https://pictures.example"] })
    child.kill("SIGINT")
    const { stderr } = yield* end
    assert.notInclude(stderr, "Only programs on this machine")
    assert.include(stderr, "everybody who reaches https://pictures.example may generate")
    assert.include(stderr, "EASEL_SERVER_API_KEYS=")
  })
)

it.scopedLive("says who has a port that is taken", () =>
  Effect.gen(function* () {
    const { line } = yield* serving()
    const second = start(["serve", "--port", new URL(line).port])
    yield* Effect.addFinalizer(() => Effect.sync(() => second.kill("SIGKILL")))
    const { code, stderr } = yield* finished(second)
    assert.strictEqual(code, 2)
    assert.include(stderr, "taken")
    assert.include(stderr, `Easel serves there already: ${line}`)
  })
)

it.scopedLive("lets what runs come to its end when it is stopped", () =>
  Effect.gen(function* () {
    const { env, server } = yield* standIn({ latency: "1500 millis" })
    const { child, end, line } = yield* serving({ env })
    const picture = yield* Effect.fork(askForPicture({ url: line }))
    yield* eventually(Effect.sync(() => server.openReplies() > 0))
    child.kill("SIGINT")
    child.kill("SIGTERM")
    assert.strictEqual((yield* Fiber.join(picture)).status, 200)
    assert.strictEqual((yield* end).code, 0)
  })
)

it.scopedLive("ends at once with the second Ctrl-C", () =>
  Effect.gen(function* () {
    const { env, server } = yield* standIn({ latency: "1 minute" })
    const { child, end, line } = yield* serving({ env })
    yield* Effect.forkScoped(Effect.ignore(Effect.exit(askForPicture({ url: line }))))
    yield* eventually(Effect.sync(() => server.openReplies() > 0))
    child.kill("SIGINT")
    // Two that come together are one: both the terminal and the program above may pass it on.
    yield* Effect.sleep("600 millis")
    child.kill("SIGINT")
    assert.strictEqual((yield* end).code, 130)
  })
)

it.scopedLive("works among the stand-ins of the sandbox", () =>
  Effect.gen(function* () {
    const child = start(
      ["sandbox", "--latency", "50ms", "--", process.execPath, bin, "serve", "--port", "0"],
      { env: { EASEL_PROVIDER: "sd35" } }
    )
    // It passes the signal on to the gateway, which a harder one would leave behind.
    yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGTERM")))
    const end = yield* Effect.fork(finished(child))
    const url = yield* Effect.promise(
      () =>
        new Promise<string>((resolve) => {
          child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8").trim()))
        })
    )
    assert.strictEqual((yield* askForPicture({ url })).status, 200)
    child.kill("SIGINT")
    const { stderr } = yield* Fiber.join(end)
    assert.match(stderr, /^sd35 +POST \S+ 200$/m)
    yield* eventually(
      Effect.promise(() =>
        fetch(url).then(
          () => false,
          () => true
        )
      )
    )
  })
)

it.live("refuses what it does not know", () =>
  Effect.gen(function* () {
    const wrong = [
      ["--hots", "x"],
      ["--port", "70000"],
      ["--picture-space", "much"]
    ] as const
    for (const args of wrong) {
      const { code, stderr, stdout } = yield* easel(["serve", ...args])
      assert.strictEqual(code, 2, stderr)
      assert.include(stderr, args[0])
      assert.strictEqual(stdout, "")
    }
  })
)

it.scopedLive("opens the page when asked to, and goes on when it can't", () =>
  Effect.gen(function* () {
    const folder = yield* temporaryFolder
    const opened = join(folder, "opened")
    const browser = join(folder, "bin", "xdg-open")
    yield* Effect.promise(async () => {
      await mkdir(join(folder, "bin"))
      await writeFile(browser, `#!/bin/sh\nprintf %s "$1" > ${opened}\n`)
      await chmod(browser, 0o755)
    })
    const PATH = `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`
    const { line } = yield* serving({ args: ["--open"], env: { PATH } })
    yield* eventually(
      Effect.promise(() =>
        readFile(opened, "utf8").then(
          (text) => text === `${line}/`,
          () => false
        )
      )
    )
    const without = yield* serving({ args: ["--open"], env: { PATH: folder } })
    assert.strictEqual(yield* status(`${without.line}/healthz`), 200)
    without.child.kill("SIGINT")
    assert.match((yield* without.end).stderr, /no browser could be opened .*: go to http/)
  })
)

it.scopedLive("sends spans in which a picture belongs to its request", () =>
  Effect.gen(function* () {
    const { env } = yield* standIn()
    const traces = yield* collector
    const { child, end, line } = yield* serving({
      env: {
        ...env,
        EASEL_SD35_API_KEY: "hf_verysecret",
        EASEL_SERVER_API_KEYS: key,
        OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json"
      }
    })
    const made = yield* askForPicture({ url: line, key, prompt: "a very secret lighthouse" })
    assert.strictEqual(made.status, 200)
    child.kill("SIGINT")
    assert.strictEqual((yield* end).code, 0)
    const spans = traces.spans()
    const picture = spans.find(({ name }) => name.startsWith("generate_content "))
    const request = spans.find(({ name }) => name === "http.server POST")
    assert.isDefined(picture)
    assert.strictEqual(picture?.traceId, request?.traceId)
    const parents = new Map(spans.map(({ parentSpanId, spanId }) => [spanId, parentSpanId]))
    let above = picture?.parentSpanId
    while (above !== undefined && above !== request?.spanId) above = parents.get(above)
    assert.strictEqual(above, request?.spanId)
    for (const secret of ["lighthouse", "verysecret", key]) assert.notInclude(traces.text(), secret)
  })
)
