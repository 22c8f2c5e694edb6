/** What goes wrong before a job is handed in, so that there is none. */
import { assert, describe, it } from "@effect/vitest"
import { mayHaveJob } from "@easel/core/ImageError"
import { Fault, TestPicture } from "@easel/testkit"
import * as Effect from "effect/Effect"
import { start, text, withInputs } from "./anySpace.js"
import { http, specification } from "./support.js"

const nonsense = { status: 200, headers: { "content-type": "application/json" }, body: "[]" }

const breaks: ReadonlyArray<readonly [string, Fault.Fault, string]> = [
  ["the hub hangs up", Fault.hangUp({ path: /\/host$/ }), "TransportError"],
  ["/config is cut", Fault.cut({ path: /\/config$/ }, 20), "TransportError"],
  ["/config makes no sense", Fault.reply({ path: /\/config$/ }, nonsense), "ResponseParseError"],
  ["/info hangs up", Fault.hangUp({ path: /\/info$/ }), "TransportError"],
  ["the upload is cut", Fault.cut({ path: /\/upload$/ }, 5), "TransportError"],
  ["the upload makes no sense", Fault.reply({ path: /\/upload$/ }, nonsense), "ResponseParseError"]
]

describe("before a job is handed in", () => {
  it.scopedLive.each(breaks)("%s: there is no job", ([, fault, tag]) =>
    Effect.gen(function* () {
      const infer = yield* withInputs([text, { name: "image", component: "Image" }])
      const { model, server } = yield* start({ endpoints: { infer }, faults: [fault] })
      const { bytes } = yield* TestPicture.draw(specification)
      const error = yield* Effect.flip(model.generate({ prompt: "a fox", images: [bytes] }))
      assert.strictEqual(error._tag, tag)
      assert.isFalse(mayHaveJob(error))
      assert.isFalse(server.requests.some(({ url }) => url.pathname.includes("/call/")))
    }).pipe(Effect.provide(http))
  )
})
