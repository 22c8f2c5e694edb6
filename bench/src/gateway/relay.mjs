// What a gateway is measured against: Node's own HTTP, which passes bytes on and looks at none.
import { Agent, createServer, request as ask } from "node:http"
import { serve } from "./serve.mjs"

const upstream = new URL(process.argv[2])
const agent = new Agent({ keepAlive: true })

const server = createServer((request, response) => {
  const { host: _host, ...headers } = request.headers
  const outgoing = ask(
    {
      agent,
      host: upstream.hostname,
      port: upstream.port,
      method: request.method,
      path: request.url,
      headers
    },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    }
  )
  response.on("close", () => {
    if (!response.writableEnded) outgoing.destroy()
  })
  request.pipe(outgoing)
})

serve(server)
