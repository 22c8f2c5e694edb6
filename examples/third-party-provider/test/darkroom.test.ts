import { NodeHttp } from "@easel/node"
import { FakeServer, TestPicture } from "@easel/testkit"
import { conformance } from "@easel/testkit/vitest"
import { assert, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect } from "effect"
import { plugin } from "../src/index.js"
import * as standIn from "../src/standIn.js"

conformance({ plugin })

it.scopedLive("shows its key to the darkroom, and asks for what it was asked", () =>
  Effect.gen(function* () {
    const latency = Duration.zero
    const service = yield* standIn.make({ draw: TestPicture.draw, latency })
    const { baseUrl, requests } = yield* FakeServer.start(service)
    const variables = { ...standIn.environment(baseUrl), EASEL_DARKROOM_KEY: "brass" }
    const model = yield* Effect.withConfigProvider(
      plugin.make(plugin.models[0]),
      ConfigProvider.fromMap(new Map(Object.entries(variables)))
    )
    const request = { prompt: "a pier", negativePrompt: "people", seed: 7, steps: 2 }
    const { images, receipt } = yield* model.generate(request)
    yield* model.load(images[0])
    const sent: unknown = JSON.parse(requests[0]?.text ?? "")
    const size = { width: 720, height: 480 }
    const expected = { prompt: "a pier", avoid: "people", size, passes: 2, grain: 7 }
    assert.deepStrictEqual(sent, expected)
    assert.deepStrictEqual(
      requests.map(({ headers }) => headers["x-darkroom-key"]),
      ["brass", "brass", "brass"]
    )
    assert.include(receipt, { seed: 7, jobId: "0" })
  }).pipe(Effect.provide(NodeHttp.layer))
)
