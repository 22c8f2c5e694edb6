// CPU of one generation: every subject in a process of its own, in turns, the median of the rounds.
import { execFileSync, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { median, ratio } from "./statistics.mjs"

const file = (name) => fileURLToPath(new URL(name, import.meta.url))

const rounds = 3
const defaultRuns = 4000

/** Long, since the compiler's own threads count, and code of many layers keeps them busy longer. */
const defaultWarmUp = 4000

/** Microseconds of one generation of a subject. */
export const cpuOf = (subject, baseUrl, runs = defaultRuns, warmUp = defaultWarmUp) =>
  JSON.parse(
    execFileSync(process.execPath, [file("measure.mjs"), subject, baseUrl, runs, warmUp], {
      encoding: "utf8"
    })
  ).micros

const against = (value, other, limit) =>
  `${ratio(median(value.map((micros, index) => micros / other[index])))} (limit ${limit})`

export const measure = async () => {
  const server = fork(file("server.mjs"))
  const [[port]] = await once(server, "message")
  const subjects = [
    "undici",
    "easel",
    "easel-stream",
    "gradio-client",
    "undici-json",
    "easel-json",
    "ai-sdk"
  ]
  const micros = Object.fromEntries(subjects.map((subject) => [subject, []]))
  for (let index = 0; index < rounds; index++) {
    for (const subject of subjects) {
      micros[subject].push(cpuOf(subject, `http://127.0.0.1:${port}`))
    }
  }
  server.disconnect()
  const time = (subject) => `${median(micros[subject]).toFixed(0)} µs`
  const row = (name, subject, ...ratios) => [name, time(subject), ...ratios]
  return [
    {
      title: "CPU of one SD3.5 generation with three previews (submit, stream, decode)",
      head: ["subject", "CPU", "to the hand-written loop", "to @gradio/client"],
      rows: [
        row("hand-written undici loop", "undici", "1.00×", "–"),
        row(
          "Easel, ImageModel.generate, previews to a function",
          "easel",
          against(micros.easel, micros.undici, "4×"),
          against(micros.easel, micros["gradio-client"], "0.7×")
        ),
        row(
          "Easel, ImageModel.stream run by Stream.runForEach",
          "easel-stream",
          against(micros["easel-stream"], micros.undici, "4×"),
          against(micros["easel-stream"], micros["gradio-client"], "0.7×")
        ),
        row(
          "@gradio/client",
          "gradio-client",
          ratio(median(micros["gradio-client"].map((value, at) => value / micros.undici[at]))),
          "1.00×"
        ),
        ["AI SDK", "–", "no previews, so that it can't do this", "–"]
      ]
    },
    {
      title: "CPU of one JSON call that answers with 96 KiB of picture in base64",
      head: ["subject", "CPU", "to the AI SDK"],
      rows: [
        row(
          "hand-written undici call",
          "undici-json",
          ratio(median(micros["undici-json"].map((value, at) => value / micros["ai-sdk"][at])))
        ),
        row(
          "Easel, a provider of one call, picture loaded",
          "easel-json",
          against(micros["easel-json"], micros["ai-sdk"], "0.8×")
        ),
        row("AI SDK, generateImage", "ai-sdk", "1.00×"),
        ["@gradio/client", "–", "speaks to Gradio only"]
      ]
    }
  ]
}
