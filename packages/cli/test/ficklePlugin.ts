/** A plugin that draws by itself and goes wrong in every way that a prompt asks for. */

const picture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

/** What happens when a prompt begins with that word; everything else gets a picture. */
export const mishaps = {
  throws: `throw new TypeError("no luck")`,
  dies: `return Effect.die(new Error("no luck"))`,
  rejects: `return Effect.promise(() => Promise.reject("no luck"))`,
  junk: `return Effect.fail("no luck")`,
  nothing: `return Effect.fail(undefined)`,
  number: `return 7`,
  "half-answer": `return Effect.succeed({ images: "no luck" })`,
  interrupts: `return Effect.interrupt`,
  never: `return Effect.never`,
  "load-throws": `return there("throws")`,
  "load-dies": `return there("dies")`,
  "load-junk": `return there("junk")`,
  "load-nothing": `return there("nothing")`
} as const

export type Mishap = keyof typeof mishaps

const cases = Object.entries(mishaps).map(([name, body]) => `case "${name}": ${body}`)

/** Stands beside `lantern.js`, which it changes; each call is a line of the file `calls`. */
export const fickle = `
import { appendFileSync } from "node:fs"
import { GeneratedImage, ImageAsset, ImageModel, ProviderEvent } from "@easel/core"
import { Effect, Schema } from "effect"
import plugin from "./lantern.js"

const [info] = plugin.models
const bytes = Uint8Array.from(Buffer.from("${picture}", "base64"))
const answer = (image) => Effect.succeed(ProviderEvent.completed({ images: [image], seed: 1 }))
const there = (how) => answer(GeneratedImage.fromUrl("https://lantern.example/" + how))

const load = (image) => {
  if (image.source._tag !== "Url") return ImageAsset.loadEmbedded(image)
  switch (new URL(image.source.url).pathname.slice(1)) {
    case "throws": throw new TypeError("no luck")
    case "dies": return Effect.die(new Error("no luck"))
    case "junk": return Effect.fail("no luck")
    default: return Effect.fail(undefined)
  }
}

const generate = ({ prompt }) => {
  appendFileSync("calls", prompt + "\\n")
  switch (prompt.split(" ")[0]) {
    ${cases.join("\n    ")}
    default: return answer(GeneratedImage.fromBytes(bytes, 1))
  }
}

export default {
  ...plugin,
  make: () => Effect.sync(() =>
    ImageModel.make({ info, version: "1.2.3", options: Schema.Struct({}), load, generate })
  )
}
`
