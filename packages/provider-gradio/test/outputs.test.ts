/** Where the pictures are among the outputs, and where they lie (conformance list, 26 to 30). */
import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import { fileAddress } from "../src/internal/fileAddress.js"
import { findImages } from "../src/internal/findImages.js"
import { parseJson } from "../src/internal/parseJson.js"

const space = { baseUrl: new URL("https://space.test/"), prefix: "/gradio_api" }

const at = (name: string) => `https://space.test/gradio_api/file=/tmp/${name}`

const file = (name: string, more: object = {}) => ({ path: `/tmp/${name}`, url: null, ...more })

const find = (outputs: unknown): ReadonlyArray<string> =>
  findImages(outputs, space).map(({ source }) =>
    source._tag === "Url" ? source.url : source._tag === "DataUrl" ? source.dataUrl : "bytes"
  )

describe("the pictures of", () => {
  const found: Readonly<Record<string, readonly [unknown, ReadonlyArray<string>]>> = {
    "an image": [[file("a.png"), 7], [at("a.png")]],
    "a hidden state first": [[null, file("a.png")], [at("a.png")]],
    "a gallery": [
      [[{ image: file("a.png"), caption: null }, { image: file("b.png") }]],
      [at("a.png"), at("b.png")]
    ],
    "a gallery with a video": [
      [[{ video: file("a.mp4") }, { image: file("b.png") }]],
      [at("b.png")]
    ],
    "a slider": [[[null, file("b.png")]], [at("b.png")]],
    "an annotated image": [
      [{ image: file("a.png"), annotations: [{ image: file("mask.png"), label: "cat" }] }],
      [at("a.png")]
    ],
    "an editor": [
      [{ background: file("a.png"), layers: [file("b.png")], composite: file("c.png") }],
      [at("c.png")]
    ],
    "an update": [[{ __type__: "update", value: file("a.png") }], [at("a.png")]],
    "a data URL": [[{ url: "data:image/png;base64,AA==" }], ["data:image/png;base64,AA=="]],
    "a data URL of something else": [[{ url: "data:text/plain,hello", path: null }], []],
    "a plain path": [["/tmp/a.png"], [at("a.png")]],
    "a plain address": [["https://cdn.test/a.webp?x=1"], ["https://cdn.test/a.webp?x=1"]],
    "a text": [["a cat", "see https://space.test/", "/imagine a.png please"], []],
    "a video": [[file("a.mp4", { mime_type: "video/mp4" })], []],
    "a file that is none": [
      [file("a"), file("b.bin", { mime_type: "application/json" })],
      [at("a")]
    ],
    "numbers and tables": [[1, true, { headers: ["a"], data: [["b"]] }, { label: "cat" }], []]
  }

  for (const [name, [outputs, expected]] of Object.entries(found)) {
    it(name, () => assert.deepStrictEqual(find(outputs), expected))
  }

  it("what is nested too deep are none", () => {
    let outputs: unknown = file("a.png")
    for (let depth = 0; depth < 100_000; depth++) outputs = [outputs]
    assert.deepStrictEqual(find(outputs), [])
  })
})

describe("the address of a file with", () => {
  const path = "/tmp/a.png"
  const cases: Readonly<
    Record<string, readonly [string | undefined, string | undefined, string | undefined]>
  > = {
    "a path alone": [path, undefined, at("a.png")],
    "an address of the Space": [path, at("a.png"), at("a.png")],
    "a relative address": [path, "/gradio_api/file=/tmp/a.png", at("a.png")],
    "a relative address alone": [undefined, "/gradio_api/file=/tmp/a.png", at("a.png")],
    "the address of a replica": [
      path,
      "https://space.test/--replicas/x1/gradio_api/file=/tmp/a.png",
      "https://space.test/--replicas/x1/gradio_api/file=/tmp/a.png"
    ],
    "junk before the route": [
      path,
      "https://space.test/gradio_a/gradio_api/file=/tmp/a.png",
      at("a.png")
    ],
    "half of the host": [path, "https://space.te/gradio_api/file=/tmp/a.png", at("a.png")],
    "another port": [path, "https://space.test:8443/gradio_api/file=/tmp/a.png", at("a.png")],
    "another protocol": [path, "http://space.test/gradio_api/file=/tmp/a.png", at("a.png")],
    "no address at all": [path, "http://", at("a.png")],
    "the same address twice": [
      "https://cdn.test/a.png",
      "https://cdn.test/a.png",
      "https://cdn.test/a.png"
    ],
    "a proxied address": [
      "https://cdn.test/a.png",
      "https://space.test/gradio_api/file=https://cdn.test/a.png",
      "https://space.test/gradio_api/file=https://cdn.test/a.png"
    ],
    nothing: [undefined, undefined, undefined],
    "characters that mean something": ["/tmp/50% #1?.png", undefined, at("50%25%20%231%3F.png")],
    "a Windows path": ["C:\\a.png", undefined, "https://space.test/gradio_api/file=C:%5Ca.png"],
    "half of a character": ["/tmp/\ud800.png", undefined, at("%EF%BF%BD.png")]
  }

  for (const [name, [filePath, url, expected]] of Object.entries(cases)) {
    it(name, () => assert.strictEqual(fileAddress(space, { path: filePath, url }), expected))
  }

  it("a Space below a path and without a prefix", () => {
    const below = { baseUrl: new URL("https://space.test/below/"), prefix: "" }
    assert.strictEqual(
      fileAddress(below, { path, url: "https://space.test/file=/tmp/a.png" }),
      "https://space.test/below/file=/tmp/a.png"
    )
  })
})

describe("Python's JSON", () => {
  const cases: Readonly<Record<string, unknown>> = {
    "[NaN, -Infinity, Infinity]": [null, null, null],
    '["NaN", "a \\" NaN", "\\\\", NaN]': ["NaN", 'a " NaN', "\\", null],
    "[1e400]": [Number.POSITIVE_INFINITY]
  }
  for (const [text, expected] of Object.entries(cases)) {
    it(text, () => assert.deepStrictEqual(parseJson(text), Either.right(expected)))
  }
  for (const text of ["", "[NaN", '"NaN', '["\\', "NaNNaN"]) {
    it(`${text} is none`, () => assert.isTrue(Either.isLeft(parseJson(text))))
  }
})
