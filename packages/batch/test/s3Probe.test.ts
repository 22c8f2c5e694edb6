import { assert, it } from "@effect/vitest"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as S3Output from "@easel/batch/S3Output"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { standInStore } from "./support/standInStore.js"

const opening = (baseUrl: string) =>
  S3Output.open("s3://pictures/run").pipe(
    Effect.provide(FetchHttpClient.layer),
    Effect.withConfigProvider(
      ConfigProvider.fromMap(
        new Map([
          ["AWS_ACCESS_KEY_ID", "AKEXAMPLE"],
          ["AWS_SECRET_ACCESS_KEY", "SECRETEXAMPLE"],
          ["AWS_ENDPOINT_URL", baseUrl]
        ])
      )
    )
  )

it.scopedLive("programs that open a store at once try it with an object each", () =>
  Effect.gen(function* () {
    const store = standInStore(true)
    const fake = yield* FakeServer.start(store)
    const open = opening(fake.baseUrl)
    yield* Effect.all([open, open, open, open], { concurrency: "unbounded" })
    const keys = new Set(fake.requests.map(({ url }) => url.pathname))
    assert.strictEqual(keys.size, 4)
    assert.strictEqual(store.objects.size, 0)
  })
)

it.scopedLive("an opening that is given up removes its object too", () =>
  Effect.gen(function* () {
    const store = standInStore(true)
    // The second PUT, which tries whether an object would be replaced, is not answered.
    const stalled = Fault.stall({ method: "PUT", skip: 1 }, 0)
    const fake = yield* FakeServer.start(store, { faults: [stalled] })
    const fiber = yield* Effect.fork(opening(fake.baseUrl))
    yield* Effect.repeat(Effect.sync(() => fake.requests.length).pipe(Effect.delay("10 millis")), {
      until: (count) => count === 2
    })
    assert.strictEqual(store.objects.size, 1)
    yield* Fiber.interrupt(fiber)
    assert.strictEqual(store.objects.size, 0)
  })
)
