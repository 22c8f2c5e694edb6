import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Job, get, json, onEachClient, open, reply, serve, submit } from "./support/TestService.js"

const good = json({ job: { id: "7" } })

const redirect = (location: string, status: number) =>
  reply("moved", "text/plain", status, { location })

const credentials = { token: Redacted.make("hf_secret_token") }

onEachClient("redirects", (it) => {
  it.scoped("within the service are followed with method, body and credentials", () =>
    Effect.gen(function* () {
      for (const status of [307, 308]) {
        const fake = yield* serve((request) =>
          request.url.pathname === "/jobs" ? redirect("/v2/jobs?x=1", status) : good
        )
        const client = yield* open(fake, credentials)
        assert.strictEqual((yield* client.json(submit, Job)).job.id, "7")
        const [first, second] = fake.requests
        assert.strictEqual(second?.url.pathname + (second?.url.search ?? ""), "/v2/jobs?x=1")
        assert.strictEqual(second?.method, "POST")
        assert.strictEqual(second?.text, first?.text)
        assert.strictEqual(second?.headers["authorization"], "Bearer hf_secret_token")
      }
    })
  )

  it.scoped("of a GET are followed whatever their number", () =>
    Effect.gen(function* () {
      for (const status of [301, 302, 303, 307, 308]) {
        const fake = yield* serve((request) =>
          request.url.pathname === "/status" ? redirect("elsewhere", status) : good
        )
        const client = yield* open(fake)
        yield* client.json(get, Job)
        assert.strictEqual(fake.requests[1]?.url.pathname, "/elsewhere")
      }
    })
  )

  it.scoped("that would turn a POST into a GET are refused", () =>
    Effect.gen(function* () {
      for (const status of [301, 302, 303]) {
        const fake = yield* serve(() => redirect("/elsewhere", status))
        const client = yield* open(fake)
        const error = yield* Effect.flip(client.json(submit, Job))
        assert.deepInclude({ ...error }, { _tag: "ResponseError", reason: "Rejected", status })
        assert.strictEqual(fake.requests.length, 1)
      }
    })
  )

  it.scoped("to another origin are refused, and say where they lead", () =>
    Effect.gen(function* () {
      const foreign = yield* serve(() => good)
      for (const request of [get, submit]) {
        const fake = yield* serve(() => redirect(`${foreign.baseUrl}/jobs`, 307))
        const client = yield* open(fake, credentials)
        const error = yield* Effect.flip(client.json(request, Job))
        assert.include(error.message, foreign.baseUrl)
      }
      assert.strictEqual(foreign.requests.length, 0)
    })
  )

  it.scoped("to nowhere and in circles come to an end", () =>
    Effect.gen(function* () {
      for (const location of ["http://", "/status"]) {
        const fake = yield* serve(() => redirect(location, 302))
        const client = yield* open(fake)
        const error = yield* Effect.flip(client.json(get, Job))
        assert.strictEqual(error._tag, "ResponseError")
        assert.isAtMost(fake.requests.length, 6)
      }
      const lost = yield* serve(() => reply("", "text/plain", 302))
      const error = yield* Effect.flip((yield* open(lost)).json(get, Job))
      assert.include(error.message, "nowhere")
    })
  )
})
