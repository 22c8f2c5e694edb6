import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { easel } from "./easel.js"

const secret = "hf_secretsecret"

const secrets = {
  EASEL_SD35_API_KEY: secret,
  EASEL_IMAGELABS_COOKIE: `session=${secret}`,
  EASEL_IMAGELABS_USER_AGENT: secret,
  EASEL_SD35_PROXY: `http://somebody:${secret}@127.0.0.1:9`
}

it.live("lists every provider with its default model, and what must be said of it", () =>
  Effect.gen(function* () {
    const { code, lines, stdout } = yield* easel(["providers"])
    assert.strictEqual(code, 0)
    const row = (id: string) => lines.find((line) => line.startsWith(`${id} `)) ?? ""
    assert.match(row("sketch"), /none +progress previews seed/)
    assert.match(
      row("sd35"),
      /stabilityai-stable-diffusion-3-5-large +optional +queue progress previews seed/
    )
    assert.match(row("imagelabs"), /sdxl-turbo/)
    assert.match(stdout, /no AI model/)
    assert.notInclude(stdout, "\x1b")
  })
)

it.live("lists one JSON object a line", () =>
  Effect.gen(function* () {
    const { lines } = yield* easel(["providers", "--json"])
    const listed = lines.map((line): unknown => JSON.parse(line))
    assert.containSubset(listed, [
      { id: "sketch", key: "none" },
      { id: "sd35", key: "optional", gives: { previews: true } },
      { id: "imagelabs", defaultModel: "sdxl-turbo" }
    ])
  })
)

it.live("tells everything about one provider", () =>
  Effect.gen(function* () {
    const { code, stdout } = yield* easel(["providers", "sd35"])
    assert.strictEqual(code, 0)
    for (const text of [
      "https://stabilityai-stable-diffusion-3-5-large.hf.space",
      "sd-3.5-large",
      "--steps <n>",
      "1 to 50, default 50",
      "--set randomizeSeed=…",
      "true or false",
      "EASEL_SD35_API_KEY",
      "queue-full"
    ]) {
      assert.include(stdout, text)
    }
  })
)

it.live("names only the flags that the model takes", () =>
  Effect.gen(function* () {
    const { stdout } = yield* easel(["providers", "imagelabs"])
    assert.include(stdout, "--negative-prompt")
    assert.notInclude(stdout, "--steps")
    assert.notInclude(stdout, "--guidance-scale")
  })
)

it.live("gives the same as JSON, with the schema of the options", () =>
  Effect.gen(function* () {
    const { lines } = yield* easel(["providers", "sd35", "--json"])
    assert.strictEqual(lines.length, 1)
    assert.containSubset(JSON.parse(lines[0] ?? ""), {
      id: "sd35",
      options: { properties: { randomizeSeed: { type: "boolean" } } },
      settings: [{ variable: "EASEL_SD35_API_KEY", secret: true, set: false }]
    })
  })
)

it.live("says of a key only whether it is set", () =>
  Effect.gen(function* () {
    for (const id of ["sd35", "imagelabs"]) {
      for (const args of [
        ["providers", id],
        ["providers", id, "--json"]
      ]) {
        const { stderr, stdout } = yield* easel(args, { env: secrets })
        assert.notInclude(stdout + stderr, secret)
        assert.include(stdout, "_BASE_URL")
      }
    }
    const { lines } = yield* easel(["providers", "sd35", "--json"], { env: secrets })
    assert.containSubset(JSON.parse(lines[0] ?? ""), {
      settings: [
        { variable: "EASEL_SD35_API_KEY", set: true },
        { variable: "EASEL_SD35_PROXY", value: "http://<redacted>@127.0.0.1:9" }
      ]
    })
  })
)

it.live("says which variable is wrong", () =>
  Effect.gen(function* () {
    const env = { EASEL_SD35_BASE_URL: "nonsense" }
    const { code, stdout } = yield* easel(["providers", "sd35"], { env })
    assert.strictEqual(code, 0)
    assert.match(stdout, /EASEL_SD35_BASE_URL[^E]*wrong: expected an http or https address/)
  })
)

it.live("refuses an unknown provider and names a near one", () =>
  Effect.gen(function* () {
    const { code, stderr, stdout } = yield* easel(["providers", "sd36"])
    assert.strictEqual(code, 2)
    assert.include(stderr, "sd35")
    assert.strictEqual(stdout, "")
  })
)
