// Thousands of generations whose streams are all open at the same time.
import { execFileSync, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { median, ratio } from "./statistics.mjs"

const file = (name) => fileURLToPath(new URL(name, import.meta.url))

const rounds = 2

/** As many as an ordinary limit of 20,000 open files allows. */
const most = 19_000

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
  const results = Object.fromEntries(subjects.map((subject) => [subject, { many: [], more: [] }]))
  for (let index = 0; index < rounds; index++) {
    for (const subject of subjects) {
      results[subject].many.push(await run(subject, 10_000))
      results[subject].more.push(await run(subject, most))
    }
  }
  const of = (subject, part, field) => median(results[subject][part].map((value) => value[field]))
  const resident = (subject) => of(subject, "many", "resident")
  const row = (name, subject) => [
    name,
    "0",
    `${(resident(subject) / 1024 / 1024).toFixed(0)} MiB`,
    `${ratio(resident(subject) / resident("undici"))}${subject === "undici" ? "" : " (limit 2×)"}`,
    `${(of(subject, "many", "millis") / 1000).toFixed(1)} s`,
    `${ratio(of(subject, "more", "millis") / of(subject, "many", "millis"))}${subject === "undici" ? "" : " (limit 2.2× for 20,000, so 2.09×)"}`
  ]
  return [
    {
      title: "10,000 generations in flight in one process, every stream open at once",
      head: ["subject", "lost", "resident, peak", "to the loop", "time", "19,000 to 10,000"],
      rows: [
        row("hand-written undici loop", "undici"),
        row("Easel, ImageModel.generate", "easel"),
        row("Easel, ImageModel.stream", "easel-stream")
      ]
    }
  ]
}
