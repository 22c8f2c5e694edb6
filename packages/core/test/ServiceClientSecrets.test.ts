import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { FakeReply } from "@easel/core/Fake"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { Job, get, json, onEachClient, open, reply, serve } from "./support/TestService.js"

const token = "hf_a/b+c==0123456789"
const session = "s3ss10n-0f-a-pers0n"
const options = {
  token: Redacted.make(token),
  secretHeaders: {
    cookie: Redacted.make(`theme=dark; session=${session}`),
    "x-api-key": Redacted.make("key-abcdef")
  },
  retries: 0
}
const secrets = [token, encodeURIComponent(token), session, "key-abcdef"]

/** Long enough that the end of the credential falls where an error's text is cut. */
const paddings = [0, 280, 285, 290, 295, 299]

onEachClient("credentials", (it) => {
  for (const secret of secrets) {
    const answers: Record<string, (padding: string) => FakeReply> = {
      "a JSON error": (padding) => json({ error: `${padding}bad key ${secret}` }, 401),
      "a text error": (padding) => reply(`${padding}${secret}`, "text/plain", 400),
      "a web page": (padding) => reply(`<html>${padding}${secret}`, "text/html", 500),
      "a title": () => reply(`<html><title>${secret}</title>`, "text/html"),
      "half an answer": (padding) => reply(`{"a":"${padding}${secret}`, "application/json"),
      "a wrong shape": (padding) => json({ job: `${padding}${secret}` }),
      "a wrong shape deep down": (padding) => json({ job: { id: [`${padding}${secret}`] } })
    }
    for (const [title, answer] of Object.entries(answers)) {
      it.scoped(`${secret} is removed from ${title}`, () =>
        Effect.gen(function* () {
          for (const length of paddings) {
            const fake = yield* serve(() => answer("x".repeat(length)))
            const client = yield* open(fake, options)
            const error = yield* Effect.flip(client.json(get, Job))
            const text = `${error.message} ${JSON.stringify(error)}`
            // Not even the beginning of it.
            assert.notInclude(text, secret.slice(0, 8), `padding ${length}`)
          }
        })
      )
    }
  }

  it.scoped("of HTTP Basic are removed as they are sent and as they are", () =>
    Effect.gen(function* () {
      const encoded = Buffer.from("ann:pässword").toString("base64")
      const fake = yield* serve(() =>
        json({ error: `${encoded}, ann:pässword, and pässword alone` }, 400)
      )
      const authorization = Redacted.make(`Basic ${encoded}`)
      const client = yield* open(fake, { secretHeaders: { authorization } })
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error.message, "<redacted>, <redacted>, and <redacted> alone")
    })
  )

  it.scoped("are removed from JSON that writes its slashes with an escape", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ error: `bad key ${token}` }).replaceAll("/", "\\/")
      const fake = yield* serve(() => reply(body, "application/json", 401))
      const client = yield* open(fake, options)
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error.message, "bad key <redacted>")
    })
  )

  it.scoped("are removed from what came instead of a picture", () =>
    Effect.gen(function* () {
      for (const length of [0, 40, 50, 55]) {
        const fake = yield* serve(() => reply(`${"x".repeat(length)}${token}`, "image/png"))
        const client = yield* open(fake, options)
        const picture = GeneratedImage.fromUrl(`${fake.baseUrl}/a.png`)
        const error = yield* Effect.flip(client.load(picture))
        assert.notInclude(`${error.message} ${JSON.stringify(error)}`, token.slice(0, 8))
      }
    })
  )

  it.scoped("that join an id and a secret are removed half by half", () =>
    Effect.gen(function* () {
      const authorization = Redacted.make("Key 8a1f77c0-id:5ecret0123456789")
      const fake = yield* serve(() => json({ error: "bad 5ecret0123456789 of 8a1f77c0-id" }, 401))
      const client = yield* open(fake, { secretHeaders: { authorization } })
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error.message, "bad <redacted> of <redacted>")
    })
  )

  it.scoped("of any scheme are removed without it", () =>
    Effect.gen(function* () {
      const credential = "r8_0123456789abcdef"
      for (const scheme of ["Key", "Token", "bearer", "Basic"]) {
        const fake = yield* serve(() => json({ error: `bad key ${credential}` }, 401))
        const authorization = Redacted.make(`${scheme} ${credential}`)
        const client = yield* open(fake, { secretHeaders: { authorization } })
        const error = yield* Effect.flip(client.json(get, Job))
        assert.strictEqual(error.message, "bad key <redacted>", scheme)
      }
    })
  )

  it.scoped("that can't be sent are not quoted", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({}))
      for (const bad of ["hf_secret\nnext", "hf_secret\0", "hf_secret猫"]) {
        const client = yield* open(fake, { token: Redacted.make(bad), retries: 0 })
        const error = yield* Effect.flip(client.json(get, Schema.Unknown))
        assert.notInclude(`${error.message} ${JSON.stringify(error)}`, "hf_secret")
      }
    })
  )

  it.scoped("short ones mangle no text", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({ error: "a dark and bad day" }, 400))
      const client = yield* open(fake, { secretHeaders: { cookie: Redacted.make("t=a; u=dark") } })
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error.message, "a dark and bad day")
    })
  )
})
