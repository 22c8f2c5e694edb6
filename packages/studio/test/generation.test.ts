import { describe, expect, it } from "vitest"
import { advance } from "../src/page/generation/advance.js"
import { again, type Generation } from "../src/page/generation/Generation.js"
import { phaseText } from "../src/page/generation/phaseText.js"
import type { Event, Image } from "../src/page/wire/Event.js"
import { generation, receipt } from "./samples.js"

const preview: Event = {
  _tag: "ImagePreview",
  index: 0,
  image: { source: { _tag: "Bytes", bytes: btoa("picture") }, mediaType: "image/webp" }
}

const response: Event = {
  _tag: "ImageResponse",
  images: [{ source: { _tag: "Url", url: "http://gateway/api/images/x.png" }, seed: 42 }],
  receipt
}

const after = (...events: ReadonlyArray<Event>): Generation =>
  events.reduce(advance, generation({ phase: "Starting" }))

describe("advance", () => {
  it("goes from the queue to progress, previews and the pictures", () => {
    const states = [
      after({ _tag: "GenerationCreated", id: "server" }),
      after({ _tag: "Queued", position: 2, size: 4 }),
      after({ _tag: "Queued" }, { _tag: "Progress", fraction: 0.25 }),
      after({ _tag: "Progress", fraction: 0.25 }, preview),
      after(preview, response)
    ]
    expect(states.map(({ phase }) => phase)).toEqual([
      "Running",
      "Queued",
      "Running",
      "Running",
      "Fetching"
    ])
    expect(states[0]?.serverId).toBe("server")
    expect(states[2]?.queue).toBeUndefined()
    expect(states[3]).toMatchObject({
      progress: { fraction: 0.25 },
      preview: { type: "image/webp" }
    })
    expect(states[4]?.response).toEqual(response)
  })

  it.each<Image["source"]>([
    { _tag: "Bytes", bytes: btoa("picture") },
    { _tag: "Base64", base64: btoa("picture") },
    { _tag: "DataUrl", dataUrl: `data:image/webp;base64,${btoa("picture")}` }
  ])("reads the preview's bytes from $_tag", async (source) => {
    const image = { source, mediaType: "image/webp" }
    const event: Event = { _tag: "ImagePreview", index: 0, image }
    expect(await after(event).preview?.text()).toBe("picture")
  })

  it("clears preview and progress when it starts over, and remembers why", () => {
    const cause = { _tag: "ResponseError", reason: "Overloaded" }
    const state = after({ _tag: "Progress", fraction: 0.9 }, preview, {
      _tag: "Restarted",
      from: "a:b",
      to: "c:d",
      cause
    })
    expect(state.preview).toBeUndefined()
    expect(state.progress).toBeUndefined()
    expect(state.restarts).toEqual([{ from: "a:b", to: "c:d", cause }])
  })

  it("collects warnings", () => {
    const warning = (message: string): Event => ({ _tag: "Warning", code: "x", message })
    expect(after(warning("one"), warning("two")).warnings).toEqual(["one", "two"])
  })

  it("stays as it ended", () => {
    const failed = after(preview, { _tag: "GenerationFailed", error: { _tag: "AssetError" } })
    expect(failed).toMatchObject({ phase: "Failed", preview: undefined })
    expect(advance(failed, preview)).toBe(failed)
    expect(after({ _tag: "GenerationCancelled" }, response).phase).toBe("Cancelled")
  })

  it("begins anew without what was", () => {
    const failed = after(preview, { _tag: "GenerationFailed", error: { _tag: "AssetError" } })
    expect(again(failed, "two", "tab")).toMatchObject({
      id: "two",
      phase: "Waiting",
      failure: undefined,
      serverId: undefined,
      request: failed.request
    })
  })
})

describe("phaseText", () => {
  it.each<[Event, string]>([
    [{ _tag: "Queued" }, "In the queue"],
    [{ _tag: "Queued", position: 0 }, "Next in the queue"],
    [{ _tag: "Queued", position: 2, size: 5 }, "2 of 5 in front"],
    [{ _tag: "Queued", position: 2, eta: 12_300 }, "2 in front, about 12 s left"],
    [{ _tag: "Progress", fraction: 0.456 }, "46 %"],
    [{ _tag: "Progress", step: 3, total: 12, unit: "steps", fraction: 0.2 }, "Steps 3 of 12"],
    [{ _tag: "Progress", message: "Loading weights" }, "Loading weights"],
    [{ _tag: "Progress" }, "Working"]
  ])("of %j", (event, text) => {
    expect(phaseText(after(event))).toBe(text)
  })
})
