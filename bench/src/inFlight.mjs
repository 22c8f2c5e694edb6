// Thousands of generations whose streams are all open at the same time, on a stand-in that ends none
// before the last one is open. With an ordinary limit of 20,000 open files, 19,000 are the most.
import { execFileSync, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { ratio } from "./statistics.mjs"

const file = (name) => fileURLToPath(new URL(name, import.meta.url))

const ports = 4

/** A server of its own for each run, so that none inherits the sockets of the one before. */
const run = async (subject, count) => {
  const server = fork(file("server.mjs"), [String(ports)])
  const [open] = await once(server, "message")
  const output = execFileSync(
    process.execPath,
    [
      file("inFlightChild.mjs"),
      subject,
      String(count),
      ...open.map((port) => `http://127.0.0.1:${port}`)
    ],
    { encoding: "utf8" }
  )
  server.disconnect()
  const result = JSON.parse(output)
  if (result.lost > 0)
    throw new Error(`${subject}: ${result.lost} of ${count} lost, ${result.reason}`)
  return result
}

export const measure = async () => {
  const loop = await run("undici", 10_000)
  const row = (name, { millis, resident }, ...rest) => [
    name,
    "0",
    `${(resident / 1024 / 1024).toFixed(0)} MiB`,
    `${ratio(resident / loop.resident)}${rest.length > 0 ? " (limit 2×)" : ""}`,
    `${(millis / 1000).toFixed(1)} s`,
    rest[0] ?? "–"
  ]
  const rows = [row("hand-written undici loop", loop)]
  for (const [name, subject] of [
    ["Easel, ImageModel.generate", "easel"],
    ["Easel, ImageModel.stream", "easel-stream"]
  ]) {
    const result = await run(subject, 10_000)
    const half = await run(subject, 9_500)
    const twice = await run(subject, 19_000)
    rows.push(row(name, result, `${ratio(twice.millis / half.millis)} (limit 2.2×)`))
  }
  return [
    {
      title: "10,000 generations in flight in one process, every stream open at once",
      head: ["subject", "lost", "resident, peak", "to the loop", "time", "19,000 to 9,500, time"],
      rows
    }
  ]
}
