/** The stand-in against what real Gradio servers sent. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import * as Endpoint from "@easel/provider-gradio/fake/Endpoint"
import * as FakeSpace from "@easel/provider-gradio/fake/FakeSpace"
import { FakeServer } from "@easel/testkit"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { endpoint, pictureOutput, readToEnd } from "./support.js"

/** The pieces of the first event stream in a capture. */
const captured = (line: string, name: string): ReadonlyArray<string> => {
  const file = new URL(`./real/captures/${line}/${name}.txt`, import.meta.url)
  const exchanges = readFileSync(file, "utf8").split("\n\n")
  const stream =
    exchanges.find((exchange) => /^> GET \/gradio_api\/(call|queue\/data)/.test(exchange)) ?? ""
  return (
    stream
      .split("\n")
      .filter((text) => text.startsWith("< chunk ") || text.startsWith("< end: "))
      .map((text) => text.replace("< chunk ", ""))
      .map((text) =>
        text.startsWith('"') ? Schema.decodeSync(Schema.parseJson(Schema.String))(text) : text
      )
      .map((text) => text.replaceAll("<tmp>", "/tmp").replaceAll(".webp", ".png"))
      // How long runs before it took, and what follows from that.
      .map((text) => text.replace(/"(rank_eta|eta)":<seconds>/g, '"$1":null'))
      .map((text) => text.replaceAll('"cache_duration":10.0', '"cache_duration":<seconds>'))
      .map((text) => text.replaceAll('"duration":10.0', '"duration":10'))
  )
}

const placeholders = (text: string): string =>
  text
    .replace(/[0-9a-f]{64}/g, "<sha256>")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>")
    .replace(/"(duration|average_duration)":0\.5/g, '"$1":<seconds>')
    .replace(/"(cache_duration|avg_time)":(0\.5|10)/g, '"$1":<seconds>')

const submit = (baseUrl: string, name: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const response = await fetch(`${baseUrl}/gradio_api/call/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data: ["a cat"] })
    })
    return Schema.decodeUnknownSync(Schema.Struct({ event_id: Schema.String }))(
      await response.json()
    ).event_id
  })

const answered = (url: string, id: string) =>
  Effect.map(readToEnd(url), ({ cut, text }) => [
    ...placeholders(text)
      .replaceAll(id, "<event-1>")
      .split(/(?<=\n\n)/),
    cut ? "< end: cut without last chunk" : "< end: last chunk"
  ])

const quota =
  "You have exceeded your ZeroGPU quota (65s requested vs. 0s left). Try again in 23:59:09. Authenticate with a Hugging Face token for more quota - https://huggingface.co/settings/tokens"

const waiting = new Endpoint.LogOutput({
  text: "Waiting for a GPU to become available",
  level: "info",
  title: "ZeroGPU queue"
})

const failing = (
  error: Endpoint.Raised,
  first: ReadonlyArray<unknown> = []
): Endpoint.Endpoint => ({
  generator: first.length > 0,
  inputs: [],
  run: () => Stream.concat(Stream.fromIterable(first.length > 0 ? [first] : []), Stream.fail(error))
})

const streams = {
  "call-normal": "infer",
  "call-generator": "infer_stream",
  "call-gradio-error": "infer_quota",
  "call-plain-exception": "infer_crash",
  "call-none-image": "infer_nothing",
  "call-generator-fails-midway": "infer_broken_stream",
  "call-unknown-event": "infer",
  "queue-normal": "infer",
  "queue-generator": "infer_stream",
  "queue-gradio-error": "infer_quota",
  "queue-plain-exception": "infer_crash",
  "queue-none-image": "infer_nothing",
  "queue-generator-fails-midway": "infer_broken_stream"
}

describe.each([
  ["5", "5.49"],
  ["6", "6.25"]
] as const)("the stand-in as Gradio %s", (line, version) => {
  it.scopedLive.each(Object.entries(streams))("%s", ([capture, name]) =>
    Effect.gen(function* () {
      const picture = yield* pictureOutput()
      const shown = [picture, 7]
      const step = (index: number | undefined, desc?: string) =>
        new Endpoint.ProgressOutput({ index, length: 4, desc })
      // Only the newer one says that the bars are closed.
      const closed = line === "6" ? [step(undefined)] : []
      const service = yield* FakeSpace.make({
        version,
        endpoints: {
          infer: endpoint([...[0, 1, 2, 3].map((index) => step(index)), ...closed, shown]),
          infer_stream: endpoint(
            [1, 2, 3, 4].flatMap((index) => [step(index, "Débruitage…"), shown]),
            true
          ),
          infer_quota: {
            generator: false,
            inputs: [],
            run: () =>
              Stream.concat(
                Stream.succeed(waiting),
                Stream.fail(
                  new Endpoint.GradioError({ text: quota, title: "ZeroGPU quota exceeded" })
                )
              )
          },
          infer_crash: failing(new Endpoint.PythonError({ text: "must be divisible by 16" })),
          infer_nothing: endpoint([[null, 7]]),
          infer_broken_stream: failing(
            new Endpoint.GradioError({ text: "GPU task aborted", title: "ZeroGPU worker error" }),
            shown
          )
        }
      })
      const { baseUrl } = yield* FakeServer.start(service)
      const id = capture === "call-unknown-event" ? "0".repeat(32) : yield* submit(baseUrl, name)
      const route = capture.startsWith("queue")
        ? `queue/data?session_hash=${id}`
        : `call/${name}/${id}`
      assert.deepStrictEqual(
        yield* answered(`${baseUrl}/gradio_api/${route}`, id),
        captured(line, capture)
      )
    })
  )
})
