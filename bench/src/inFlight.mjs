// Thousands of generations whose streams are all open at the same time. Each may hold two sockets for
// a moment, so that an ordinary limit of 20,000 open files allows no more than 10,000.
import { execFileSync, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { ratio } from "./statistics.mjs"

const file = (name) => fileURLToPath(new URL(name, import.meta.url))

/** A server of its own for each run, so that none inherits the sockets of the one before. */
const run = async (subject, count) => {
  const server = fork(file("server.mjs"))
  const [port] = await once(server, "message")
  const output = execFileSync(
    process.execPath,
    [file("inFlightChild.mjs"), subject, `http://127.0.0.1:${port}`, count],
    { encoding: "utf8" }
  )
  server.disconnect()
  const result = JSON.parse(output)
  if (result.lost > 0)
    throw new Error(`${subject}: ${result.lost} of ${count} lost, ${result.reason}`)
  return result
}

export const measure = async () => {
  const subjects = ["undici", "easel", "easel-stream"]
  const results = {}
  for (const subject of subjects) {
    results[subject] = {
      half: await run(subject, 5_000),
      many: await run(subject, 10_000)
    }
  }
  const resident = (subject) => results[subject].many.resident
  const row = (name, subject) => {
    const { half, many } = results[subject]
    const limit = (text) => (subject === "undici" ? "" : ` (limit ${text})`)
    return [
      name,
      "0",
      `${(many.resident / 1024 / 1024).toFixed(0)} MiB`,
      `${ratio(many.resident / resident("undici"))}${limit("2×")}`,
      `${(many.millis / 1000).toFixed(1)} s`,
      `${ratio(many.millis / half.millis)}${limit("2.2×")}`
    ]
  }
  return [
    {
      title: "10,000 generations in flight in one process, every stream open at once",
      head: ["subject", "lost", "resident, peak", "to the loop", "time", "10,000 to 5,000"],
      rows: [
        row("hand-written undici loop", "undici"),
        row("Easel, ImageModel.generate", "easel"),
        row("Easel, ImageModel.stream", "easel-stream")
      ]
    }
  ]
}
