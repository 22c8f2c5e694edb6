/** Where pictures are fetched, and where the token goes (conformance list, 27 to 29 and 46). */
import { assert, describe, it } from "@effect/vitest"
import { ImageError } from "@easel/core/ImageError"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { FakeServer, Fault } from "@easel/testkit"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import {
  addresses,
  complete,
  http,
  pictureOutput,
  type Running,
  run,
  said,
  wire
} from "./support.js"

const submit = { method: "POST", path: /\/call\/infer$/ }
const download = { method: "GET", path: /\/file=/ }

const loadFirst = (running: Running) =>
  Effect.flatMap(complete(running), ({ images: [image] }) =>
    image === undefined ? Effect.dieMessage("no image") : running.space.load(image)
  )

describe("the token", () => {
  const token = "hf_abcdefghijklmnop"
  const withToken = { space: { token: Redacted.make(token) } }

  it.scopedLive("goes along with every request to the Space", () =>
    Effect.gen(function* () {
      const running = yield* run(withToken)
      yield* loadFirst(running)
      assert.deepStrictEqual(
        running.server.requests.map(({ headers }) => headers["authorization"]),
        Array.from({ length: 3 }, () => `Bearer ${token}`)
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("never goes to another origin, and a foreign address is not used", () =>
    Effect.gen(function* () {
      const picture = yield* pictureOutput()
      const foreign = yield* FakeServer.start({
        handle: () => Effect.succeed({ status: 200, body: picture.picture.bytes })
      })
      const local = `{"path": "/tmp/a.png", "url": "${foreign.baseUrl}/gradio_api/file=/tmp/a.png"}`
      const remote = `{"path": "${foreign.baseUrl}/b.png", "url": "${foreign.baseUrl}/b.png"}`
      const running = yield* run({
        ...withToken,
        fake: wire(`event: complete\ndata: [${local}, ${remote}]\n\n`),
        faults: [
          Fault.reply(download, {
            status: 302,
            headers: { location: `${foreign.baseUrl}/c.png` },
            body: ""
          })
        ]
      })
      const completed = yield* complete(running)
      assert.deepStrictEqual(addresses(completed), [
        `${running.server.baseUrl}/gradio_api/file=/tmp/a.png`,
        `${foreign.baseUrl}/b.png`
      ])
      yield* Effect.forEach(completed.images, running.space.load)
      assert.deepStrictEqual(
        foreign.requests.map(({ url }) => url.pathname),
        ["/c.png", "/b.png"]
      )
      assert.notInclude(JSON.stringify(foreign.requests), token)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is in no event and no error, though the Space repeats it", () =>
    Effect.gen(function* () {
      const long = `${"x".repeat(290)}${token}`
      const texts = [
        `event: error\ndata: "bad ${token}"\n\n`,
        `event: error\ndata: {"error": "${long}", "title": "${token}", "duration": 10}\n\n`,
        `event: complete\ndata: ["${token}"]\n\n`,
        `event: complete\ndata: ${token}\n\n`,
        `event: generating\ndata: ${token}\n\nevent: error\ndata: ${long}\n\n`,
        `event: ${token}\ndata: 1\n\n`,
        `event: complete\ndata: [{"url": "/gradio_api/file=/tmp/a.png?token=${token}"}]\n\n`,
        `event: complete\ndata: [{"path": "/tmp/${token}.png"}]\n\n`
      ]
      for (const text of texts) {
        const running = yield* run({ ...withToken, fake: wire(text) })
        const { events, result } = yield* said(running)
        const seen: Array<unknown> = [...events]
        if (Either.isRight(result)) seen.push(result.right)
        else seen.push(result.left.message, Schema.encodeSync(ImageError)(result.left))
        assert.isAbove(seen.length, 1)
        assert.notInclude(JSON.stringify(seen), token.slice(0, 10))
      }
      const refusals = [
        Fault.status(submit, 400, { detail: long }),
        Fault.status(submit, 422, { detail: [{ loc: ["body", token], msg: long }] }),
        Fault.html(submit, 500, `<html><title>${token}</title></html>`),
        Fault.status(submit, 200, { event_id: `/${token}` }),
        Fault.status(submit, 200, { event_id: token })
      ]
      for (const fault of refusals) {
        const error = yield* Effect.flip(complete(yield* run({ ...withToken, faults: [fault] })))
        assert.notInclude(JSON.stringify([error, error.message]), token.slice(0, 10))
      }
    }).pipe(Effect.provide(http))
  )
})

describe("a picture", () => {
  const refused = {
    "picture-gone": "Forbidden",
    "picture-404": "NotFound",
    "picture-page": "NotAnImage",
    "picture-private": "ForbiddenAddress"
  } as const
  it.scopedLive.each(Object.entries(refused))("%s", ([fault, reason]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(loadFirst(yield* run({ fault })))
      assert.strictEqual(error._tag === "AssetError" && error.reason, reason)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive.each(["picture-path-only", "picture-foreign", "not-a-number"])(
    "%s is had",
    (fault) =>
      Effect.gen(function* () {
        const asset = yield* loadFirst(yield* run({ fault }))
        assert.strictEqual(asset.mediaType, "image/png")
      }).pipe(Effect.provide(http))
  )

  it.scopedLive(
    "under the wrong type is known by its bytes, and one beyond the limit refused",
    () =>
      Effect.gen(function* () {
        const running = yield* run({ space: { maximumPictureBytes: 1000 } })
        const image = GeneratedImage.fromUrl(`${running.server.baseUrl}/gradio_api/file=/x.webp`)
        const reply = (bytes: Uint8Array) =>
          Fault.reply(
            { ...download, times: 1 },
            { status: 200, headers: { "content-type": "application/octet-stream" }, body: bytes }
          )
        const { picture } = yield* pictureOutput()
        running.server.addFault(reply(picture.bytes))
        assert.strictEqual((yield* running.space.load(image)).mediaType, "image/png")
        running.server.addFault(reply(new Uint8Array(2000)))
        const error = yield* Effect.flip(running.space.load(image))
        assert.strictEqual(error._tag === "AssetError" && error.reason, "TooLarge")
      }).pipe(Effect.provide(http))
  )
})
