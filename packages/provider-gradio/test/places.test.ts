/** Where a Space is, who may have the token, and what becomes of a job there. */
import { assert, describe, it } from "@effect/vitest"
import { HostResolver } from "@easel/core/AddressPolicy"
import { mayHaveJob } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import { ProxyHttpClient } from "@easel/core/ServiceClient"
import { fileData } from "@easel/provider-gradio/fake/FileStore"
import * as Gradio from "@easel/provider-gradio/Gradio"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import { gradio, prompt, start, text, withInputs } from "./anySpace.js"
import { http } from "./support.js"

describe("a Space", () => {
  const infer = withInputs([text])

  it.scopedLive("is found by its name, by its page, and by its address", () =>
    Effect.gen(function* () {
      const { model, server } = yield* start({ endpoints: { infer: yield* infer } })
      const hubPages = ["me/mine", "https://huggingface.co/spaces/me/mine"]
      for (const space of [...hubPages, server.baseUrl]) {
        const { images } = yield* model.generate({ prompt, ...gradio({ space }) })
        assert.strictEqual((yield* model.load(images[0])).mediaType, "image/png")
      }
    }).pipe(Effect.provide(http))
  )

  const wrong = [
    "mine",
    "../mine",
    "me/..",
    "ftp://mine",
    "https://a:b@mine.hf.space",
    "http://10.0.0.1",
    "http://[::1]"
  ]

  it.scopedLive.each(wrong)("%s is refused, and nothing is sent", (space) =>
    Effect.gen(function* () {
      // With a hub that is public, this machine's own addresses are not for everybody.
      const model = yield* Gradio.make({ space: "http://127.0.0.1:9" })
      const error = yield* Effect.flip(model.generate({ prompt, ...gradio({ space }) }))
      assert.include(error, { _tag: "InvalidRequest", option: "providerOptions.gradio.space" })
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("on this machine may be the setting's", () =>
    Effect.gen(function* () {
      const { server } = yield* start({ endpoints: { infer: yield* infer } })
      const model = yield* Gradio.make({ space: server.baseUrl })
      const { images } = yield* model.generate({ prompt })
      assert.strictEqual((yield* model.load(images[0])).mediaType, "image/png")
    }).pipe(Effect.provide(http))
  )

  /** To a Space of the setting's hub, by a name that nobody here can look up. */
  const unresolved = (proxy: string | undefined) =>
    Effect.gen(function* () {
      const { model, server } = yield* start({
        endpoints: { infer: yield* infer },
        options: { proxy }
      })
      const space = server.baseUrl.replace("127.0.0.1", "localhost")
      return yield* Effect.either(model.generate({ prompt, ...gradio({ space }) }))
    }).pipe(
      Effect.provideService(HostResolver, () => Effect.succeed([])),
      Effect.provideServiceEffect(
        ProxyHttpClient,
        Effect.map(HttpClient.HttpClient, (client) => () => Effect.succeed(client))
      ),
      Effect.provide(http)
    )

  it.scopedLive("whose name does not resolve has no job", () =>
    Effect.gen(function* () {
      const result = yield* unresolved(undefined)
      if (result._tag === "Right") return assert.fail("a picture")
      const error = result.left
      assert.include(error, { _tag: "TransportError", phase: "Prepare", reason: "Refused" })
      assert.isFalse(mayHaveJob(error))
    })
  )

  it.scopedLive("behind a proxy is looked up there", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* unresolved("http://127.0.0.1:9"))._tag, "Right")
    })
  )

  it.scopedLive("that no setting and no request names is asked for", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip((yield* Gradio.make()).generate({ prompt }))
      assert.include(error, { _tag: "InvalidRequest", option: "providerOptions.gradio.space" })
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("that the hub does not know is NotFound", () =>
    Effect.gen(function* () {
      const { model } = yield* start({ endpoints: {} })
      const error = yield* Effect.flip(model.generate({ prompt, ...gradio({ space: "no/such" }) }))
      assert.include(error, { _tag: "ResponseError", reason: "NotFound" })
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is told to stop a job whose caller has left", () =>
    Effect.gen(function* () {
      const slow = { ...(yield* infer), run: () => Stream.never }
      const { model, server } = yield* start({ endpoints: { infer: slow } })
      const fiber = yield* Effect.fork(model.generate({ prompt }))
      yield* Effect.repeat(Effect.sleep("5 millis"), {
        until: () => server.requests.some(({ url }) => url.pathname.endsWith("/queue/data"))
      })
      yield* Effect.sleep("10 millis")
      yield* Fiber.interrupt(fiber)
      const { method, url } = server.requests.at(-1) ?? assert.fail("nothing was sent")
      assert.strictEqual(`${method} ${url.pathname}`, "POST /gradio_api/cancel")
    }).pipe(Effect.provide(http))
  )
})

describe("a job", () => {
  it.scoped("whose stream has fallen silent is stopped", () =>
    Effect.gen(function* () {
      const silent = { ...(yield* withInputs([text])), run: () => Stream.never }
      const { model, server } = yield* start({
        endpoints: { infer: silent },
        fake: { heartbeat: "1 hour" }
      })
      const fiber = yield* Effect.fork(Effect.flip(model.generate({ prompt })))
      const isRead = Effect.sync(() =>
        server.requests.some(({ url }) => url.pathname.endsWith("/queue/data"))
      )
      const pause = TestServices.provideLive(Effect.sleep("10 millis"))
      yield* Effect.repeat(Effect.zipRight(pause, isRead), { until: (read) => read })
      yield* pause
      yield* TestClock.adjust("61 seconds")
      assert.include(yield* Fiber.join(fiber), { _tag: "GenerationTimeout", deadline: "Idle" })
      const { method, url } = server.requests.at(-1) ?? assert.fail("nothing was sent")
      assert.strictEqual(`${method} ${url.pathname}`, "POST /gradio_api/cancel")
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})

describe("the token", () => {
  const infer = withInputs([text])
  const token = Redacted.make("hf_own")
  const sharedToken = Redacted.make("hf_shared")

  /** What was sent to a Space at an address of its own, beside the hub. */
  const keys = (options: Gradio.Options, asOption: boolean) =>
    Effect.gen(function* () {
      const { server: hub } = yield* start({ endpoints: {} })
      const { server } = yield* start({ endpoints: { infer: yield* infer } })
      const { baseUrl: space } = server
      const model = yield* Gradio.make({
        hubUrl: new URL(hub.baseUrl),
        ...(asOption ? {} : { space }),
        ...options
      })
      yield* model.generate({ prompt, ...(asOption ? gradio({ space }) : {}) })
      return [...new Set(server.requests.map(({ headers }) => headers["authorization"]))]
    }).pipe(Effect.scoped, Effect.provide(http))

  it.live("of one's own goes to the Space of the settings, and to none that a request names", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* keys({ token }, false), ["Bearer hf_own"])
      assert.deepStrictEqual(yield* keys({ token }, true), [undefined])
    })
  )

  it.live("of the machine goes to neither", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* keys({ sharedToken }, false), [undefined])
      assert.deepStrictEqual(yield* keys({ sharedToken }, true), [undefined])
    })
  )

  it.scopedLive("is not sent to the hub for a picture that a Space names there", () =>
    Effect.gen(function* () {
      const { server: hub } = yield* start({ endpoints: {} })
      const file = fileData(null, `${hub.baseUrl}/private.png`)
      const { server } = yield* start({
        endpoints: { infer: yield* infer },
        fake: { misbehaviour: { outputs: () => [file] } }
      })
      const hubUrl = new URL(hub.baseUrl)
      const model = yield* Gradio.make({ hubUrl, space: server.baseUrl, token })
      const { images } = yield* model.generate({ prompt })
      assert.strictEqual((yield* Effect.flip(model.load(images[0])))._tag, "AssetError")
      const asked = hub.requests.filter(({ url }) => url.pathname === "/private.png")
      assert.deepStrictEqual(
        asked.map(({ headers }) => headers["authorization"]),
        [undefined]
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("of the machine is not sent to another hub", () =>
    Effect.gen(function* () {
      const { server } = yield* start({ endpoints: { infer: yield* infer } })
      const environment = {
        EASEL_GRADIO_HUB_URL: server.baseUrl,
        EASEL_GRADIO_SPACE: "me/mine",
        HF_TOKEN: "hf_shared"
      }
      yield* ImageModel.generate({ prompt }).pipe(
        Effect.provide(Gradio.plugin.layer),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment))))
      )
      assert.isAbove(server.requests.length, 3)
      assert.notInclude(JSON.stringify(server.requests), "hf_shared")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("shows what is left of the account's quota", () =>
    Effect.gen(function* () {
      const { server } = yield* start({ endpoints: {} })
      const account = (entries: Readonly<Record<string, string>>) =>
        Effect.withConfigProvider(
          Gradio.plugin.account ?? Effect.dieMessage("no account"),
          ConfigProvider.fromMap(
            new Map(Object.entries({ EASEL_GRADIO_HUB_URL: server.baseUrl, ...entries }))
          )
        )
      assert.isUndefined(yield* account({}))
      assert.strictEqual(
        yield* account({ EASEL_GRADIO_TOKEN: "hf_own" }),
        "ZeroGPU: 92 s of 300 s left today, whole again at 2026-11-28T09:00:00.000Z"
      )
      assert.strictEqual(server.requests[0]?.headers["authorization"], "Bearer hf_own")
    }).pipe(Effect.provide(http))
  )
})
