/** A collector of OpenTelemetry on a real socket. */
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Attribute = Schema.Struct({
  key: Schema.String,
  value: Schema.Record({ key: Schema.String, value: Schema.Unknown })
})

const Span = Schema.Struct({
  traceId: Schema.String,
  spanId: Schema.String,
  parentSpanId: Schema.optional(Schema.String),
  name: Schema.String,
  attributes: Schema.Array(Attribute)
})
export type Span = typeof Span.Type

const Traces = Schema.parseJson(
  Schema.Struct({
    resourceSpans: Schema.Array(
      Schema.Struct({
        resource: Schema.Struct({ attributes: Schema.Array(Attribute) }),
        scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Span) }))
      })
    )
  })
)

const readTraces = Schema.decodeUnknownSync(Traces)

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const listen = (received: Array<Received>) =>
  Effect.async<ReturnType<typeof createServer>>((resume) => {
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        received.push({
          path: request.url ?? "",
          headers: request.headers,
          body: Buffer.concat(chunks)
        })
        response.writeHead(200, { "content-type": "application/json" }).end("{}")
      })
    })
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
  })

const portOf = (address: string | AddressInfo | null): number =>
  address !== null && typeof address === "object" ? address.port : 0

export const collector = Effect.gen(function* () {
  const received: Array<Received> = []
  const server = yield* Effect.acquireRelease(listen(received), (running) =>
    Effect.sync(() => {
      running.close()
      running.closeAllConnections()
    })
  )
  const traces = () => received.map(({ body }) => readTraces(body.toString("utf8")))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    received,
    /** Everything that came, as text. */
    text: () => received.map(({ body }) => body.toString("utf8")).join("\n"),
    spans: () =>
      traces().flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
      ),
    resource: () =>
      Object.fromEntries(
        traces()
          .flatMap(({ resourceSpans }) =>
            resourceSpans.flatMap(({ resource }) => resource.attributes)
          )
          .map(({ key, value }) => [key, value["stringValue"]])
      )
  }
})
