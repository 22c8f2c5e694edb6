import { assert, describe } from "@effect/vitest"
import { createServer } from "node:http"
import { type AddressInfo, connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import { generateAndLoad, setup, test } from "./support.js"

/** A proxy that makes tunnels, and the places they lead to. */
const startProxy = Effect.acquireRelease(
  Effect.async<{ url: string; tunnels: Array<string>; close: () => void }>((resume) => {
    const tunnels: Array<string> = []
    const sockets: Array<Socket> = []
    const server = createServer((_, response) => response.writeHead(405).end())
    server.on("connect", (request, socket: Socket, head) => {
      const [hostname, port] = (request.url ?? "").split(":")
      tunnels.push(request.url ?? "")
      const target = connect(Number(port), hostname, () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
        target.write(head)
        socket.pipe(target).pipe(socket)
      })
      for (const end of [target, socket]) {
        sockets.push(end)
        end.on("error", () => end.destroy())
      }
    })
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      const close = () => {
        for (const socket of sockets) socket.destroy()
        server.close()
      }
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, tunnels, close }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

describe("the proxy", () => {
  test("carries submission, polls and download", () =>
    Effect.gen(function* () {
      const proxy = yield* startProxy
      const { fake, model } = yield* setup({ proxy: proxy.url })
      const asset = yield* generateAndLoad(model)
      assert.strictEqual(asset.mediaType, "image/png")
      assert.deepStrictEqual(
        fake.requests.map(({ url }) => url.pathname),
        ["/txt2img", "/progress", "/images/task-1.png"]
      )
      assert.isAtLeast(proxy.tunnels.length, 1)
      assert.isTrue(proxy.tunnels.every((tunnel) => `http://${tunnel}` === fake.baseUrl))
    }))

  test("that nobody answers at is a refused connection, tried again, with nothing sent", () =>
    Effect.gen(function* () {
      const proxy = yield* startProxy
      proxy.close()
      const { fake, model } = yield* setup({ proxy: proxy.url, deadline: "15 seconds" })
      const error = yield* Effect.flip(generateAndLoad(model))
      assert.include(error, { _tag: "TransportError", phase: "Submit" })
      assert.lengthOf(fake.requests, 0)
    }))
})
