import { assert, describe, it } from "@effect/vitest"
import { plan, type Composition } from "../src/Drawing.js"

const expectations: ReadonlyArray<readonly [string, Partial<Composition>]> = [
  ["A cat wearing a hat", { subject: "cat", scene: "studio", whole: false }],
  ["a dog playing in the park", { subject: "dog", scene: "meadow", whole: true }],
  ["a futuristic city", { subject: undefined, scene: "city", palette: "neon", neon: true }],
  ["A black cat with a red hat", { subject: "cat", coat: "#2b2a33", hatColor: "#d9402f" }],
  ["wizard portrait", { subject: "person", hat: "wizard" }],
  ["a boat", { subject: "boat", scene: "sea" }],
  ["forest in winter", { scene: "forest", palette: "frost", weather: "snow" }],
  ["Ein Hund spielt im Garten", { subject: "dog", scene: "meadow", whole: true }],
  ["un chat noir", { subject: "cat", coat: "#2b2a33" }],
  ["un gato con sombrero", { subject: "cat", hat: "straw" }],
  ["Кот в шляпе", { subject: "cat" }],
  ["ночной город", { scene: "city" }],
  ["coucher de soleil", { subject: undefined }],
  ["abstract composition", { scene: "abstract" }]
]

describe("plan", () => {
  it("follows the words, in five languages", () => {
    for (const [prompt, expected] of expectations) {
      for (const seed of [1, 2, 3]) assert.deepInclude(plan(prompt, seed), expected, prompt)
    }
    assert.isDefined(plan("Кот в шляпе", 1).hat)
    assert.isUndefined(plan("A cat", 1).hat)
  })

  it("lets the hour choose the palette", () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
    const palettes = (prompt: string) => new Set(seeds.map((seed) => plan(prompt, seed).palette))
    const night = palettes("mountains at night")
    assert.isTrue([...night].every((name) => name === "midnight" || name === "aurora"))
    const sunset = palettes("mountains at sunset")
    assert.isTrue([...sunset].every((name) => name === "ember" || name === "peach"))
  })

  it("makes plain data that survives JSON", () => {
    const composition = plan("A cat wearing a red hat in the snow", 12)
    assert.deepEqual(
      JSON.parse(JSON.stringify(composition)),
      JSON.parse(JSON.stringify({ ...composition }))
    )
    assert.strictEqual(composition.key, "a cat wearing a red hat in the snow#12")
  })

  it("has something for every prompt, an empty one too", () => {
    const scenes = new Set<string>()
    for (const prompt of ["", "   ", "🙂", "12345", "猫", "lorem ipsum dolor"]) {
      for (let seed = 0; seed < 6; seed++) scenes.add(plan(prompt, seed).scene)
    }
    assert.isAbove(scenes.size, 2)
  })
})
