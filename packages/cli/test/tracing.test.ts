import { assert, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { collector } from "./collector.js"
import { easel, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

// Several processes one after the other, each of which may be slow to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const prompt = "a very secret lighthouse"

it.scopedLive("sends the spans of a picture to the collector, without its prompt and key", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env } = yield* standIn()
    const { received, resource, spans, text, url } = yield* collector
    const run = yield* easel(["generate", prompt], {
      cwd,
      env: {
        ...env,
        EASEL_SD35_API_KEY: "hf_verysecret",
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_HEADERS: "x-team=blue%20whale",
        OTEL_RESOURCE_ATTRIBUTES: "service.name=unused,deployment.environment=test",
        OTEL_SERVICE_NAME: "studio"
      }
    })
    assert.strictEqual(run.code, 0, run.stderr)
    assert.strictEqual(received[0]?.path, "/v1/traces")
    assert.strictEqual(received[0]?.headers["x-team"], "blue whale")
    const span = spans().find(({ name }) => name.startsWith("generate_content "))
    assert.isDefined(span)
    assert.containSubset(span?.attributes, [
      { key: "gen_ai.provider.name", value: { stringValue: "sd35" } }
    ])
    assert.deepInclude(resource(), {
      "service.name": "studio",
      "deployment.environment": "test"
    })
    assert.notInclude(text(), "lighthouse")
    assert.notInclude(text(), "verysecret")
  })
)

it.scopedLive("uses the binary form unless told otherwise, at the address of traces itself", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { received, url } = yield* collector
    const run = yield* easel(["generate", prompt, "--width", "64", "--height", "64"], {
      cwd,
      env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/own/path` }
    })
    assert.strictEqual(run.code, 0, run.stderr)
    assert.strictEqual(received[0]?.path, "/own/path")
    assert.strictEqual(received[0]?.headers["content-type"], "application/x-protobuf")
    assert.include(received[0]?.body.toString("latin1"), "generate_content sketch")
  })
)

it.scopedLive("sends nothing when it is switched off, and refuses what it can't speak", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { received, url } = yield* collector
    const generate = (env: Record<string, string>) =>
      easel(["generate", prompt, "--width", "64", "--height", "64"], {
        cwd,
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env }
      })
    assert.strictEqual((yield* generate({ OTEL_SDK_DISABLED: "true" })).code, 0)
    assert.strictEqual((yield* generate({ OTEL_TRACES_EXPORTER: "none" })).code, 0)
    const refused = yield* generate({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })
    assert.strictEqual(refused.code, 2)
    assert.include(refused.stderr, "http/protobuf")
    assert.deepStrictEqual(received, [])
  })
)

it.scopedLive("makes the picture although the collector is gone", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const run = yield* easel(["generate", prompt, "--width", "64", "--height", "64"], {
      cwd,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }
    })
    assert.strictEqual(run.code, 0, run.stderr)
    assert.strictEqual(run.lines.length, 1)
  })
)
