// Asks for pictures, so many at a time, and tells how many came, how much and how fast.
import { Agent, request as ask } from "node:http"

const [baseUrl, model, concurrency, count, kind] = process.argv.slice(2)
const { hostname, port } = new URL(baseUrl)
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) })
const streams = kind === "stream"
const body = JSON.stringify({
  model,
  prompt: "a cat",
  ...(streams ? { stream: true, partial_images: 3 } : {})
})

/** The end of what was sent, where the last event of a stream must stand. */
const tailLength = 4096

let bytes = 0
const firstPreviews = []

/** Whether the picture came. */
const one = () =>
  new Promise((resolve) => {
    const start = performance.now()
    const outgoing = ask(
      {
        agent,
        hostname,
        port,
        method: "POST",
        path: "/v1/images/generations",
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          authorization: "Bearer none"
        }
      },
      (answer) => {
        let size = 0
        let waiting = true
        let completed = false
        let tail = ""
        answer.on("data", (chunk) => {
          size += chunk.length
          if (waiting && size > tailLength) {
            waiting = false
            firstPreviews.push(performance.now() - start)
          }
          // The type may stand before or after the picture; both places are looked at.
          const text = chunk.toString("latin1")
          completed ||= `${tail}${text}`.includes("image_generation.completed")
          tail = text.slice(-64)
        })
        answer.on("error", () => resolve(false))
        answer.on("end", () => {
          bytes += size
          resolve(answer.statusCode === 200 && (streams ? completed : size > tailLength))
        })
      }
    )
    outgoing.on("error", () => resolve(false))
    outgoing.end(body)
  })

let started = 0
let lost = 0
const worker = async () => {
  while (started++ < Number(count)) if (!(await one())) lost++
}

const start = performance.now()
await Promise.all(Array.from({ length: Number(concurrency) }, worker))
const seconds = (performance.now() - start) / 1000
firstPreviews.sort((a, b) => a - b)
const at = (share) => firstPreviews[Math.floor((firstPreviews.length - 1) * share)]
process.stdout.write(
  JSON.stringify({ seconds, count: Number(count), bytes, lost, median: at(0.5), p99: at(0.99) })
)
process.exit(0)
