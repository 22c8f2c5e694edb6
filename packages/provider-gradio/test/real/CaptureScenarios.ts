/** What is captured from a server with the Space's own settings. One file for each entry. */
import { setTimeout as sleep } from "node:timers/promises"
import { apiPrefix, type CaptureRecorder, smallInputs } from "./CaptureRecorder.js"

export type Scenario = (recorder: CaptureRecorder) => Promise<void>

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const only = (value: unknown, names: ReadonlyArray<string>): JsonObject =>
  isObject(value)
    ? Object.fromEntries(names.filter((name) => name in value).map((name) => [name, value[name]]))
    : {}

const inputsWith = (index: number, value: unknown): ReadonlyArray<unknown> =>
  smallInputs.map((input, at) => (at === index ? value : input))

const viaCall =
  (name: string): Scenario =>
  async (recorder) => {
    await recorder.call(name, await recorder.submit(name))
  }

const viaQueue =
  (name: string): Scenario =>
  async (recorder) => {
    await recorder.queueData(await recorder.submit(name))
  }

const unknownEvent = "0".repeat(32)

export const scenarios: Readonly<Record<string, Scenario>> = {
  config: async (recorder) => {
    const config = await recorder.json("/config")
    recorder.note("GET /config, trimmed")
    recorder.show({
      ...only(config, ["version", "api_prefix", "protocol", "root", "space_id", "app_id"]),
      ...only(config, ["show_error", "max_file_size", "connect_heartbeat", "username"]),
      dependencies:
        isObject(config) && Array.isArray(config["dependencies"])
          ? config["dependencies"].slice(0, 1)
          : [],
      components:
        isObject(config) && Array.isArray(config["components"])
          ? config["components"].filter((one) => isObject(one) && one["id"] === 8)
          : []
    })
  },
  info: async (recorder) => {
    const info = await recorder.json(`${apiPrefix}/info`)
    const endpoints = isObject(info) ? info["named_endpoints"] : undefined
    const infer = isObject(endpoints) ? endpoints["/infer"] : undefined
    recorder.note("GET /info, of /infer, python_type and type trimmed")
    const names = ["label", "parameter_name", "parameter_has_default", "parameter_default"]
    const parts = (value: unknown, extra: ReadonlyArray<string>): ReadonlyArray<JsonObject> =>
      Array.isArray(value) ? value.map((one) => only(one, [...names, ...extra])) : []
    recorder.show({
      keys: isObject(infer) ? Object.keys(infer) : [],
      parameters: isObject(infer) ? parts(infer["parameters"], ["component"]) : [],
      returns: isObject(infer) ? parts(infer["returns"], ["component"]) : []
    })
  },
  "call-normal": viaCall("infer"),
  "call-generator": viaCall("infer_stream"),
  "call-gradio-error": viaCall("infer_quota"),
  "call-plain-exception": viaCall("infer_crash"),
  "call-none-image": viaCall("infer_nothing"),
  "call-generator-fails-midway": viaCall("infer_broken_stream"),
  "call-out-of-range": async (recorder) => {
    const refused: ReadonlyArray<readonly [string, ReadonlyArray<unknown>]> = [
      ["width below the minimum", inputsWith(4, 448)],
      ["height above the maximum", inputsWith(5, 2048)],
      ["null for a slider", inputsWith(2, null)],
      ["a string for a slider", inputsWith(4, "512")],
      ["too few values", ["a cat"]]
    ]
    for (const [what, data] of refused) {
      recorder.note(what)
      await recorder.call("infer", await recorder.submit("infer", data))
      await recorder.queueData(await recorder.submitQuietly("infer", data))
    }
  },
  "call-unknown-event": async (recorder) => {
    await recorder.call("infer", unknownEvent)
    await recorder.queueData(unknownEvent)
  },
  "post-unknown-name": async (recorder) => {
    await recorder.post("/call/nonsense", JSON.stringify({ data: [] }))
    await recorder.post("/call/nonsense", JSON.stringify({ data: [] }), { accept: "text/html" })
    await recorder.post("/call/v2/infer", JSON.stringify({ prompt: "a cat" }))
  },
  "post-bad-body": async (recorder) => {
    for (const body of ['{"data":', "{}", '{"data":"x"}', "[]"]) {
      await recorder.post("/call/infer", body)
    }
    recorder.note("a good body without content-type")
    const body = JSON.stringify({ data: smallInputs })
    await recorder.send({ method: "POST", target: `${apiPrefix}/call/infer`, body })
  },
  "post-session-hash": async (recorder) => {
    recorder.note("session_hash in the body, stream read by event id")
    const body = JSON.stringify({ data: smallInputs, session_hash: "mine" })
    const answer: unknown = JSON.parse(await recorder.post("/call/infer_nothing", body))
    const eventId = isObject(answer) ? String(answer["event_id"]) : ""
    await recorder.call("infer_nothing", eventId)
  },
  "queue-normal": viaQueue("infer"),
  "queue-generator": viaQueue("infer_stream"),
  "queue-gradio-error": viaQueue("infer_quota"),
  "queue-plain-exception": viaQueue("infer_crash"),
  "queue-none-image": viaQueue("infer_nothing"),
  "queue-generator-fails-midway": viaQueue("infer_broken_stream"),
  files: async (recorder) => {
    const answer = await recorder.call("infer", await recorder.submitQuietly("infer"))
    const url = /"url": "([^"]+)"/.exec(Buffer.concat(answer.chunks).toString("utf8"))?.[1]
    const target = new URL(url ?? recorder.baseUrl).pathname
    await recorder.send({ method: "GET", target })
    await recorder.send({ method: "HEAD", target })
    const marked = { range: "bytes=0-11", "x-marker": "sent by the client" }
    await recorder.send({ method: "GET", target, headers: marked })
    await recorder.send({ method: "GET", target, headers: { range: "bytes=8000-" } })
    await recorder.send({ method: "GET", target: `${target}.missing` })
    await recorder.send({ method: "HEAD", target: `${target}.missing` })
    await recorder.send({ method: "GET", target: `${apiPrefix}/file=missing.webp` })
  },
  "read-again": async (recorder) => {
    recorder.note("a second GET after complete, left after 2 s")
    const finished = await recorder.submit("infer_nothing")
    await recorder.call("infer_nothing", finished)
    await recorder.call("infer_nothing", finished, { leaveAfterMillis: 2_000 })
    recorder.note("a GET that is left while the job runs, then a second one")
    const dropped = await recorder.submit("infer")
    await recorder.call("infer", dropped, { leaveAfterMillis: 300 })
    await sleep(300)
    await recorder.call("infer", dropped, { leaveAfterMillis: 2_000 })
  }
}
