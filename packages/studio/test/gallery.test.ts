import { describe, expect, it } from "vitest"
import { duration, size } from "../src/page/gallery/format.js"
import { differences, parametersOf } from "../src/page/gallery/parametersOf.js"
import { fileName, picturesOf } from "../src/page/gallery/Picture.js"
import { everything, search } from "../src/page/gallery/search.js"
import { generation, picture, receipt } from "./samples.js"

const fox = picture()
const cat = picture({
  id: "two.0",
  label: "Sketch",
  seed: 7,
  starred: true,
  receipt: { ...receipt, provider: "sketch", model: "sketch", prompt: "A black cat", seed: 7 }
})

describe("search", () => {
  const ids = (change: Partial<typeof everything>) =>
    search([fox, cat], { ...everything, ...change }).map(({ id }) => id)

  it.each([
    ["fox RED", ["one.0"]],
    ["a", ["one.0", "two.0"]],
    ["sketch", ["two.0"]],
    ["diffusion-3-5", ["one.0"]],
    ["42", ["one.0"]],
    ["fox cat", []],
    ["  ", ["one.0", "two.0"]]
  ])("finds %j", (text, found) => {
    expect(ids({ text })).toEqual(found)
  })

  it("narrows down to stars and models", () => {
    expect(ids({ starred: true })).toEqual(["two.0"])
    expect(ids({ model: "sketch:sketch" })).toEqual(["two.0"])
    expect(ids({ model: "sketch:sketch", text: "fox" })).toEqual([])
  })
})

describe("parameters", () => {
  it("are all there as text", () => {
    const all = parametersOf(
      picture({
        receipt: {
          ...receipt,
          jobId: "job-1",
          cost: { amount: 0.04, currency: "USD" },
          note: "by rule",
          attempt: 2,
          parameters: { ...receipt.parameters, providerOptions: { tiling: true, text: "<b>x</b>" } }
        }
      })
    )
    const values = Object.fromEntries(all.map(({ name, value }) => [name, value]))
    expect(values).toMatchObject({
      Prompt: "A red fox",
      "Left out": "snow",
      Provider: "sd35 0.1.0",
      Seed: "42",
      Size: "768 × 512",
      Steps: "20",
      Guidance: "3.5",
      tiling: "true",
      text: "<b>x</b>",
      Took: "4.2 s",
      Attempt: "2",
      Cost: "0.04 USD",
      Job: "job-1",
      Note: "by rule"
    })
  })

  it("say when the picture has another size than was asked for", () => {
    const sizes = parametersOf(picture({ width: 1024, height: 1024 }))
    expect(sizes.find(({ name }) => name === "Size")?.value).toBe(
      "1024 × 1024 (asked for 768 × 512)"
    )
  })

  it("differ by name between two pictures", () => {
    expect([...differences(fox, cat)]).toEqual(["Prompt", "Model", "Provider", "Seed"])
    expect(differences(fox, fox).size).toBe(0)
  })
})

describe("pictures of a generation", () => {
  const fetched = { blob: new Blob(["x"], { type: "image/png" }), width: 10, height: 20 }
  const done = generation({ response: { _tag: "ImageResponse", images: [], receipt } })

  it("have the same ids each time, so that none is kept twice", () => {
    const make = () =>
      picturesOf(done, [
        { ...fetched, seed: 5 },
        { ...fetched, seed: undefined }
      ])
    expect(make()).toEqual(make())
    expect(make().map(({ id, seed }) => [id, seed])).toEqual([
      ["one.0", 5],
      ["one.1", "unknown"]
    ])
  })

  it("have the receipt's seed when there is one picture", () => {
    expect(picturesOf(done, [{ ...fetched, seed: undefined }])[0]?.seed).toBe(42)
  })
})

describe("figures", () => {
  it("are short", () => {
    expect([400, 9_940, 59_000, 125_000].map(duration)).toEqual([
      "0.4 s",
      "9.9 s",
      "59 s",
      "2 min 5 s"
    ])
    expect([812, 1_400_000].map(size)).toEqual(["1 KB", "1.4 MB"])
  })

  it("name files by the prompt", () => {
    expect(fileName(fox)).toBe("a-red-fox-42.png")
    const odd = { ...receipt, prompt: "../..: “Füchse”/\\" }
    expect(fileName(picture({ receipt: odd, mediaType: "image/webp" }))).toBe("füchse-42.webp")
    expect(fileName(picture({ receipt: { ...receipt, prompt: "…" } }))).toBe("picture-42.png")
  })
})
