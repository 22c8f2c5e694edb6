// What policies cost: CPU of one generation through them, against the bare model.
import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { cpuOf } from "./cpu.mjs"
import { median, ratio } from "./statistics.mjs"

const rounds = 3

/** Fewer than elsewhere, since each loads up to four pictures. */
const runs = 1000
const warmUp = 3000

const providers = {
  "policies-sd35": "sd35: three previews and the picture, all of them loaded",
  "policies-json": "one JSON call that answers with 96 KiB of picture in base64"
}

export const measure = async () => {
  const server = fork(fileURLToPath(new URL("server.mjs", import.meta.url)))
  const [[port]] = await once(server, "message")
  const baseUrl = `http://127.0.0.1:${port}`
  const rows = []
  for (const [subject, name] of Object.entries(providers)) {
    const bare = []
    const composed = []
    for (let index = 0; index < rounds; index++) {
      bare.push(cpuOf(subject, baseUrl, runs, warmUp))
      composed.push(cpuOf(`${subject}-composed`, baseUrl, runs, warmUp))
    }
    const factor = median(composed.map((micros, index) => micros / bare[index]))
    const time = (values) => `${median(values).toFixed(0)} µs`
    rows.push(
      [`${name}, bare`, time(bare), "1.00×"],
      [
        "retry ∘ fallback ∘ concurrency ∘ cache, which misses",
        time(composed),
        `${ratio(factor)} (limit 1.3×)`
      ]
    )
  }
  server.disconnect()
  return [
    {
      title: "CPU of one generation through policies",
      head: ["subject", "CPU", "to the bare model"],
      rows
    }
  ]
}
