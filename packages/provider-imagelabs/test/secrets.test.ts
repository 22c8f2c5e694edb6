import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ImageError } from "@easel/core/ImageError"
import { ImageEvent } from "@easel/core/ImageEvent"
import { clearance } from "@easel/provider-imagelabs/fake/ImageLabsFake"
import { Fault } from "@easel/testkit"
import { collect, generateAndLoad, json, setup, test } from "./support.js"

const cookie = "session=very-secret-session; cf_clearance=very-secret-clearance"
const browser = {
  cookie: Redacted.make(cookie),
  userAgent: Redacted.make("Mozilla/5.0 (a browser)")
}
const echo = `Error: your cookies are ${cookie}`
const long = `${"x".repeat(280)} ${echo}`

const submit = { path: /txt2img/ }
const poll = { path: /progress/ }

/** Everything that a program could print of a generation: errors, events, causes and log lines. */
const everythingSaid = (setting: Parameters<typeof setup>[0], fault?: Fault.Fault) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const logger = Logger.make(({ cause, message }) => {
      lines.push(String(message), JSON.stringify(message), Cause.pretty(cause))
    })
    const { fake, model } = yield* setup({ ...setting, browser })
    if (fault !== undefined) fake.addFault(fault)
    yield* collect(model).pipe(
      Effect.tap((events) => {
        lines.push(...events.map((event) => JSON.stringify(Schema.encodeSync(ImageEvent)(event))))
      }),
      Effect.zipRight(generateAndLoad(model)),
      Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
      Effect.catchAll((error) =>
        Effect.sync(() => {
          lines.push(error.message, String(error), error.stack ?? "")
          lines.push(JSON.stringify(error), JSON.stringify(Schema.encodeSync(ImageError)(error)))
        })
      ),
      Logger.withMinimumLogLevel(LogLevel.All),
      Effect.provide(Logger.replace(Logger.defaultLogger, logger))
    )
    assert.isTrue(fake.requests.some(({ headers }) => headers.cookie === cookie))
    return lines.join("\n")
  })

describe("the cookie", () => {
  const cases = {
    "an error text of the submission": [
      {},
      Fault.status(submit, 400, { detail: echo, set: cookie })
    ],
    "an error text at its limit": [{}, Fault.status(submit, 400, { detail: long })],
    "a bare text instead of JSON": [{}, Fault.reply(submit, { status: 200, body: long })],
    "an answer of another shape": [{}, Fault.reply(submit, json({ your: cookie }))],
    "an error text of a poll": [{}, Fault.status(poll, 404, { detail: echo })],
    "a failed job": [{ replies: [json({ status: echo })] }],
    "a failed job at its limit": [{ replies: [json({ status: long })] }],
    "a refused job": [{ replies: [json({ status: `error code: 20009 ${cookie}` })] }],
    "the words of progress": [
      { replies: [json({ status: cookie }), json({ final_image_url: "/images/task-1.png" })] }
    ],
    "a broken address": [{ replies: [json({ final_image_url: `http://[${cookie}` })] }],
    "a broken connection": [{}, Fault.hangUp(poll)],
    "a web page": [{}, Fault.html(submit, 200, `<html><title>${cookie}</title></html>`)],
    "a picture that is a web page": [
      {},
      Fault.html({ method: "GET" }, 200, `<html>very-secret-session ${cookie}</html>`)
    ]
  } satisfies Record<string, readonly [Parameters<typeof setup>[0], Fault.Fault?]>

  for (const [name, [setting, fault]] of Object.entries(cases)) {
    test(`is not repeated from ${name}`, () =>
      Effect.gen(function* () {
        const said = yield* everythingSaid(setting, fault)
        assert.isAbove(said.length, 20)
        assert.notInclude(said, "very-secret")
        assert.notInclude(said, "very-sec")
      }))
  }
})

describe("Cloudflare", () => {
  test("lets a browser pass with its cookies and its user agent", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({
        fault: "challenge",
        browser: {
          cookie: Redacted.make(clearance.cookie),
          userAgent: Redacted.make(clearance.userAgent)
        }
      })
      assert.strictEqual((yield* generateAndLoad(model)).mediaType, "image/png")
    }))

  test("stops everybody else", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "challenge" })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseError", reason: "Unauthorized", status: 403 })
      assert.include(error.message, "EASEL_IMAGELABS_USER_AGENT")
      assert.lengthOf(fake.requests, 1)
    }))
})
