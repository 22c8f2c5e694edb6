import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { easel } from "./easel.js"

it.live("lists the models with aliases, and marks defaults", () =>
  Effect.gen(function* () {
    const { code, lines } = yield* easel(["models"])
    assert.strictEqual(code, 0)
    const row = lines.find((line) => line.startsWith("sd35 ")) ?? ""
    assert.match(row, /stabilityai-stable-diffusion-3-5-large \* +sd-3\.5, sd-3\.5-large/)
  })
)

it.live("lists one JSON object a line", () =>
  Effect.gen(function* () {
    const { lines } = yield* easel(["models", "--json"])
    assert.containSubset(
      lines.map((line): unknown => JSON.parse(line)),
      [
        { provider: "sketch", default: true },
        {
          provider: "sd35",
          aliases: ["sd-3.5", "sd-3.5-large"],
          takes: { steps: { maximum: 50 } }
        },
        { provider: "imagelabs", takes: { size: { default: { width: 1152, height: 896 } } } }
      ]
    )
  })
)
