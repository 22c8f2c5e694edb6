import { Agent, request as httpRequest } from "node:http"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServer from "@effect/platform/HttpServer"
import { assert, describe, it } from "@effect/vitest"
import * as Gateway from "@easel/server/Gateway"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { Patience } from "../../src/internal/Patience.js"
import { open } from "./support/rawHttp.js"
import { ask, eventually, generate, json, testGateway, Work } from "./support/testGateway.js"

/** A gateway whose generations wait to be let go, and what shuts it down. */
const start = (options: Parameters<typeof testGateway>[0] = {}) =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make<void>()
    const scope = yield* Effect.acquireRelease(Scope.make(), (made) => Scope.close(made, Exit.void))
    const patience = { ...(yield* Patience), farewell: Duration.millis(300) }
    const gateway = yield* testGateway(options, new Work(Deferred.await(gate))).pipe(
      Scope.extend(scope),
      Effect.provideService(Patience, patience)
    )
    const asked = (count: number) =>
      Effect.replicateEffect(Effect.fork(generate(gateway.url)), count)
    return {
      ...gateway,
      asked,
      release: Deferred.succeed(gate, undefined),
      shutDown: Scope.close(scope, Exit.void)
    }
  })

const hasLogged = (lines: ReadonlyArray<string>, text: string) =>
  lines.some((line) => line.includes(text))

describe("a gateway that shuts down", () => {
  it.scopedLive("at rest is gone at once, open connections or not", () =>
    Effect.gen(function* () {
      const gateway = yield* start()
      const resting = yield* open(gateway.port)
      yield* resting.send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
      yield* resting.until(/HTTP/)
      const silent = yield* open(gateway.port)
      yield* gateway.shutDown
      yield* resting.closed
      yield* silent.closed
      assert.isTrue(Exit.isFailure(yield* Effect.exit(ask(gateway.url))))
      assert.isTrue(hasLogged(gateway.lines, "shut down: 0 finished, 0 cancelled"))
    })
  )

  it.scopedLive("lets what runs finish, and takes nothing new meanwhile", () =>
    Effect.gen(function* () {
      const gateway = yield* start()
      const fibers = yield* gateway.asked(2)
      yield* eventually(() => gateway.work.started === 2)
      const down = yield* Effect.fork(gateway.shutDown)
      yield* eventually(() => hasLogged(gateway.lines, "2 still running, with 30s to finish"))
      const refused = yield* generate(gateway.url)
      assert.strictEqual(refused.status, 503)
      assert.include(refused.text, "shutting down")
      yield* gateway.release
      const answers = yield* Effect.forEach(fibers, Fiber.join)
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [200, 200]
      )
      yield* Fiber.join(down)
      assert.strictEqual(gateway.work.started, 2)
      assert.strictEqual(gateway.work.interrupted, 0)
      assert.isTrue(hasLogged(gateway.lines, "shut down: 2 finished, 0 cancelled"))
    })
  )

  it.scopedLive("cancels what takes too long, and says so to who waits for it", () =>
    Effect.gen(function* () {
      const gateway = yield* start({ shutdownGrace: "100 millis" })
      const fibers = yield* gateway.asked(2)
      yield* eventually(() => gateway.work.started === 2)
      yield* gateway.shutDown
      const answers = yield* Effect.forEach(fibers, Fiber.join)
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [424, 424]
      )
      assert.strictEqual(gateway.work.interrupted, 2)
      assert.isTrue(hasLogged(gateway.lines, "shut down: 0 finished, 2 cancelled"))
    })
  )

  it.scopedLive("sends away who waits in line", () =>
    Effect.gen(function* () {
      const gateway = yield* start({ concurrency: 1 })
      const [running] = yield* gateway.asked(1)
      yield* eventually(() => gateway.work.started === 1)
      const [waiting] = yield* gateway.asked(1)
      yield* Effect.sleep("200 millis")
      const down = yield* Effect.fork(gateway.shutDown)
      if (waiting === undefined || running === undefined) return assert.fail("nobody asked")
      assert.strictEqual((yield* Fiber.join(waiting)).status, 503)
      yield* gateway.release
      assert.strictEqual((yield* Fiber.join(running)).status, 200)
      yield* Fiber.join(down)
      assert.strictEqual(gateway.work.started, 1)
    })
  )

  it.scopedLive("does not wait for a client that never ends its request", () =>
    Effect.gen(function* () {
      const gateway = yield* start()
      const socket = yield* open(gateway.port)
      yield* socket.send(
        "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n" +
          'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"prompt":'
      )
      yield* Effect.sleep("50 millis")
      yield* gateway.shutDown
      yield* socket.closed
    })
  )

  it.scopedLive("closes connections that are kept alive as soon as they rest", () =>
    Effect.gen(function* () {
      const gateway = yield* start()
      const agent = yield* Effect.acquireRelease(
        Effect.sync(() => new Agent({ keepAlive: true })),
        (made) => Effect.sync(() => made.destroy())
      )
      const made = yield* Effect.fork(
        Effect.async<number | undefined>((resume) => {
          const asking = httpRequest(
            `${gateway.url}/v1/images/generations`,
            { method: "POST", agent, headers: json },
            (answer) => {
              answer.resume()
              answer.on("end", () => resume(Effect.succeed(answer.statusCode)))
            }
          )
          asking.end(JSON.stringify({ prompt: "A fox" }))
        })
      )
      yield* eventually(() => gateway.work.started === 1)
      const down = yield* Effect.fork(gateway.shutDown)
      yield* Effect.sleep("50 millis")
      yield* gateway.release
      assert.strictEqual(yield* Fiber.join(made), 200)
      yield* Fiber.join(down)
    })
  )
})

describe("a gateway without Node's server", () => {
  it.scopedLive("answers requests of the web", () =>
    Effect.gen(function* () {
      const work = new Work()
      const layer = Gateway.layer({ publicUrl: "https://easel.example" }).pipe(
        Layer.provide(work.layer),
        Layer.provideMerge(HttpServer.layerContext)
      )
      const { handler } = yield* Effect.acquireRelease(
        Effect.sync(() => HttpApiBuilder.toWebHandler(layer)),
        ({ dispose }) => Effect.promise(dispose)
      )
      const send = (host: string, body: string, headers: Record<string, string> = json) =>
        Effect.promise(() =>
          handler(
            new Request(`https://${host}/v1/images/generations`, { method: "POST", headers, body })
          )
        )
      const body = JSON.stringify({ prompt: "A fox" })
      assert.strictEqual((yield* send("easel.example", body)).status, 200)
      assert.strictEqual((yield* send("evil.example", body)).status, 403)
      assert.strictEqual(work.started, 1)
      const foreign = { ...json, origin: "https://evil.example" }
      assert.strictEqual((yield* send("easel.example", body, foreign)).status, 403)
    })
  )
})
