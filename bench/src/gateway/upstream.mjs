// The service behind the gateway, the relay and LiteLLM: the OpenAI Images API. With `stream` it
// sends previews and then the picture as server-sent events, else one JSON answer. After
// `/hold?n=…` streams stop before their first preview until so many are open.
import { createServer } from "node:http"
import { serve } from "./serve.mjs"

const previews = 3

/** Begins as a JPEG does; nobody looks further. */
const picture = (kibibytes) =>
  Buffer.alloc(kibibytes * 1024, 7)
    .fill("ffd8ff", 0, 3, "hex")
    .toString("base64")

const pictures = new Map([96, 1024].map((size) => [`p${size}`, picture(size)]))

const held = []
let holdUntil = 0

const streamTo = (response, b64_json) => {
  response.writeHead(200, { "content-type": "text/event-stream" })
  const event = (type, more) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, b64_json, ...more })}\n\n`)
  const finish = () => {
    for (let index = 0; index < previews; index++) {
      event("image_generation.partial_image", { partial_image_index: index })
    }
    event("image_generation.completed", {})
    response.end()
  }
  if (holdUntil === 0) return finish()
  response.flushHeaders()
  held.push(finish)
  if (held.length >= holdUntil) for (const each of held.splice(0)) each()
}

const json = (response, value) => {
  const body = JSON.stringify(value)
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body)
  })
  response.end(body)
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost")
  const chunks = []
  request.on("data", (chunk) => chunks.push(chunk))
  request.on("end", () => {
    if (pathname === "/hold") {
      holdUntil = Number(searchParams.get("n"))
      return json(response, {})
    }
    if (pathname !== "/v1/images/generations") return response.writeHead(404).end()
    const { model, stream } = JSON.parse(Buffer.concat(chunks).toString())
    const b64_json = pictures.get(model)
    if (stream) return streamTo(response, b64_json)
    json(response, { created: 1, data: [{ b64_json }] })
  })
})

serve(server)
