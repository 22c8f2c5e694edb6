// The stand-in that every subject talks to: the Gradio wire, old and new route, and one JSON call.
// It runs in a process of its own, so that a subject's CPU time is the subject's alone.
import { createServer } from "node:http"

const previews = 3

const file = (name) => ({
  path: `/tmp/gradio/${name}`,
  url: null,
  size: null,
  orig_name: "image.webp",
  mime_type: null,
  is_stream: false,
  meta: { _type: "gradio.FileData" }
})

const outputs = (index) => [file(`${index}.webp`), 1234567890]

/** Begins as a JPEG does; nobody looks further. */
const bytes = Buffer.alloc(96 * 1024, 7).fill("ffd8ff", 0, 3, "hex")
const picture = bytes.toString("base64")

const config = {
  version: "6.25.0",
  api_prefix: "/gradio_api",
  protocol: "sse_v3",
  root: "",
  space_id: null,
  components: [],
  dependencies: [
    {
      id: 0,
      api_name: "infer",
      inputs: [],
      outputs: [],
      queue: true,
      batch: false,
      types: { generator: true, cancel: false },
      api_visibility: "public",
      show_api: true,
      connection: "sse"
    }
  ]
}

const info = {
  named_endpoints: {
    "/infer": {
      parameters: Array.from({ length: 8 }, (_, index) => ({
        label: `p${index}`,
        parameter_name: `p${index}`,
        parameter_has_default: false,
        type: { type: "string" },
        component: "Textbox"
      })),
      returns: [
        { label: "image", type: { type: "string" }, component: "Image" },
        { label: "seed", type: { type: "number" }, component: "Number" }
      ],
      show_api: true
    }
  },
  unnamed_endpoints: {}
}

const json = (response, value) => {
  const body = JSON.stringify(value)
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body)
  })
  response.end(body)
}

/** Answers that wait until as many as were asked for are open. */
const held = []
let holdUntil = 0

const releaseWhenFull = () => {
  if (held.length < holdUntil) return
  for (const finish of held.splice(0)) finish()
}

let count = 0

const callStream = (response, root) => {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" })
  const urls = (index) =>
    JSON.stringify(
      outputs(index).map((output) =>
        typeof output === "object"
          ? { ...output, url: `${root}/gradio_api/file=${output.path}` }
          : output
      )
    )
  const finish = () => {
    for (let index = 0; index < previews; index++) {
      response.write(`event: generating\ndata: ${urls(index)}\n\n`)
    }
    response.end(`event: complete\ndata: ${urls(previews)}\n\n`)
  }
  if (holdUntil === 0) return finish()
  response.flushHeaders()
  held.push(finish)
  releaseWhenFull()
}

const queueStream = (response, session) => {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" })
  const message = (value) => response.write(`data: ${JSON.stringify(value)}\n\n`)
  const event_id = sessions.get(session)
  message({ msg: "estimation", event_id, rank: 0, queue_size: 1, rank_eta: null })
  message({ msg: "process_starts", event_id, eta: null })
  for (let index = 0; index < previews; index++) {
    const data =
      index === 0 ? outputs(index) : outputs(index).map((output) => [["replace", [], output]])
    const output = {
      data,
      is_generating: true,
      duration: 1,
      average_duration: 1,
      render_config: null,
      changed_state_ids: []
    }
    message({ msg: "process_generating", event_id, output, success: true, time_limit: null })
  }
  const output = {
    data: outputs(previews),
    is_generating: false,
    duration: 1,
    average_duration: 1,
    render_config: null,
    changed_state_ids: []
  }
  message({ msg: "process_completed", event_id, output, success: true, title: null })
  message({ msg: "close_stream", event_id: null })
  response.end()
}

const sessions = new Map()

const answer = (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost")
  const root = `http://${request.headers.host}`
  const chunks = []
  request.on("data", (chunk) => chunks.push(chunk))
  request.on("end", () => {
    if (pathname === "/hold") {
      holdUntil = Number(searchParams.get("n"))
      return json(response, {})
    }
    if (pathname === "/gradio_api/call/infer") {
      return json(response, { event_id: (++count).toString(16).padStart(32, "0") })
    }
    if (pathname.startsWith("/gradio_api/call/infer/")) return callStream(response, root)
    if (pathname === "/config") return json(response, { ...config, root })
    if (pathname === "/gradio_api/info") return json(response, info)
    if (pathname === "/gradio_api/queue/join") {
      const { session_hash } = JSON.parse(Buffer.concat(chunks).toString())
      const event_id = (++count).toString(16).padStart(32, "0")
      sessions.set(session_hash, event_id)
      return json(response, { event_id })
    }
    if (pathname === "/gradio_api/queue/data")
      return queueStream(response, searchParams.get("session_hash"))
    if (pathname.startsWith("/gradio_api/file=")) {
      response.writeHead(200, { "content-type": "image/jpeg", "content-length": bytes.length })
      return response.end(bytes)
    }
    if (pathname === "/v1/images/generations") {
      return json(response, { created: 1, data: [{ b64_json: picture }] })
    }
    response.writeHead(404).end()
  })
}

/**
 * As many ports as were asked for: the kernel searches long for a free port of its own once a
 * process has more than some 14,000 connections to one address and port.
 */
const listen = () =>
  new Promise((resolve) => {
    const server = createServer(answer)
    server.keepAliveTimeout = 60_000
    server.listen({ port: 0, host: "127.0.0.1", backlog: 8192 }, () =>
      resolve(server.address().port)
    )
  })

const ports = await Promise.all(Array.from({ length: Number(process.argv[2] ?? 1) }, listen))
process.send?.(ports)
process.on("disconnect", () => process.exit(0))
