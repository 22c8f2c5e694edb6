/** What the official SDK makes of failures, and how often it asks again. */
import { assert, describe, it } from "@effect/vitest"
import { Fault, FakeScript } from "@easel/testkit"
import * as Effect from "effect/Effect"
import OpenAI, { APIError, BadRequestError, InternalServerError, RateLimitError } from "openai"
import type { Event } from "./support/atelier.js"
import {
  answering,
  ask,
  eventOf,
  picture,
  run,
  submissions,
  type Running
} from "./support/gateway.js"

const generate = ({ client }: Running) =>
  ask(() => client.images.generate({ model: "atelier-1", prompt: "A cat" }))

const refusal = (status: number, body: object, headers: Record<string, string> = {}) =>
  FakeScript.make({ "POST /draw": FakeScript.json(body, { status, headers }) })

const accepted: Event = { _tag: "Accepted", id: "job-1" }

interface Case {
  readonly service: FakeScript.FakeScript
  readonly error: new (...parameters: never) => APIError
  readonly expected: {
    readonly status: number
    readonly code: string
    readonly type: string
    readonly param?: null
  }
  readonly message: RegExp
  /** How often the SDK submits it. */
  readonly times: number
}

const cases: Readonly<Record<string, Case>> = {
  "a refusal for its content is 400": {
    service: refusal(400, { error: "rejected by the content policy" }),
    error: BadRequestError,
    expected: { status: 400, code: "moderation_blocked", type: "image_generation_user_error" },
    message: /content policy/,
    times: 1
  },
  "another refusal is 400": {
    service: refusal(422, { error: "no such thing" }),
    error: BadRequestError,
    expected: { status: 400, code: "upstream_rejected", type: "invalid_request_error" },
    message: /no such thing/,
    times: 1
  },
  "the gateway's own key being refused is 502, and not worth another try": {
    service: refusal(401, { error: "bad key" }),
    error: InternalServerError,
    expected: { status: 502, code: "upstream_unauthorized", type: "server_error" },
    message: /bad key/,
    times: 1
  },
  "a quota is 429, and not worth another try": {
    service: refusal(402, { error: "no credit" }),
    error: RateLimitError,
    expected: { status: 429, code: "insufficient_quota", type: "insufficient_quota" },
    message: /no credit/,
    times: 1
  },
  "a limit is 429, and asked again": {
    service: refusal(429, { error: "slow down" }, { "retry-after": "0" }),
    error: RateLimitError,
    expected: { status: 429, code: "rate_limit_exceeded", type: "rate_limit_error" },
    message: /slow down/,
    times: 3
  },
  "a service that broke may have begun: 424, once": {
    service: refusal(500, { error: "oops" }),
    error: APIError,
    expected: { status: 424, code: "upstream_error", type: "server_error" },
    message: /oops/,
    times: 1
  },
  "a service that is cut off has perhaps begun: 424, once": {
    service: FakeScript.make({
      "POST /draw": FakeScript.events([], { faults: [Fault.hangUp({})] })
    }),
    error: APIError,
    expected: { status: 424, code: "upstream_disconnected", type: "server_error" },
    message: /submit/,
    times: 1
  },
  "a service that ends early: 424, once": {
    service: answering(accepted),
    error: APIError,
    expected: { status: 424, code: "upstream_disconnected", type: "server_error" },
    message: /ended before its result/,
    times: 1
  },
  "an answer that can't be understood: 424, once": {
    service: refusal(200, { nothing: true }),
    error: APIError,
    expected: { status: 424, code: "upstream_unreadable", type: "server_error" },
    message: /expected/,
    times: 1
  },
  "a success without a picture: 424, once, and never data: []": {
    service: answering(accepted, { _tag: "Done", urls: [], seed: 1 }),
    error: APIError,
    expected: { status: 424, code: "upstream_unreadable", type: "server_error" },
    message: /picture/,
    times: 1
  },
  "a picture that is none: 424, once": {
    service: answering(accepted, { _tag: "Done", urls: ["data:image/png;base64,AAAA"], seed: 1 }),
    error: APIError,
    expected: { status: 424, code: "picture_unavailable", type: "server_error" },
    message: /no picture/,
    times: 1
  },
  "a plugin that breaks: 424, once": {
    service: answering(accepted, "a defect"),
    error: APIError,
    expected: { status: 424, code: "provider_defect", type: "server_error" },
    message: /broken/,
    times: 1
  }
}

describe("for the official SDK", () => {
  for (const [name, one] of Object.entries(cases)) {
    it.scopedLive(name, () =>
      Effect.gen(function* () {
        const gateway = yield* run(one.service)
        const error = yield* Effect.flip(generate(gateway))
        assert.isTrue(error instanceof one.error)
        assert.deepInclude(error, { ...one.expected, param: null })
        assert.match(String(error), one.message)
        assert.match(Object.assign({ requestID: "" }, error).requestID, /^req_/)
        assert.strictEqual(submissions(gateway).length, one.times)
      })
    )
  }

  it.scopedLive("a busy service is asked again when it says, and then gives its picture", () =>
    Effect.gen(function* () {
      const url = yield* picture()
      const busy = FakeScript.json(
        { error: "busy" },
        { status: 429, headers: { "retry-after": "1" } }
      )
      const gateway = yield* run(
        FakeScript.make({
          "POST /draw": [busy, FakeScript.events([eventOf({ _tag: "Done", urls: [url], seed: 1 })])]
        })
      )
      const started = performance.now()
      const answer = yield* generate(gateway)
      assert.strictEqual(answer.data?.length, 1)
      assert.strictEqual(submissions(gateway).length, 2)
      // Without the header the SDK comes again after half a second.
      assert.isAtLeast(performance.now() - started, 990)
    })
  )

  it.scopedLive("the headers tell when to come again, and whether to", () =>
    Effect.gen(function* () {
      const gateway = yield* run(refusal(429, { error: "slow" }, { "retry-after": "90" }))
      const response = yield* Effect.promise(() =>
        fetch(`${gateway.url}/v1/images/generations`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ model: "atelier-1", prompt: "A cat" })
        })
      )
      yield* Effect.promise(() => response.text())
      assert.deepStrictEqual(
        ["retry-after", "retry-after-ms", "x-should-retry"].map((name) =>
          response.headers.get(name)
        ),
        ["90", "90000", "true"]
      )
    })
  )

  it.scopedLive(
    "a gateway whose line is full is 429, as a stream too, and nothing is submitted",
    () =>
      Effect.gen(function* () {
        const silent = FakeScript.pieces([{ data: "", after: "1 hour" }], {
          headers: { "content-type": "text/event-stream" }
        })
        const gateway = yield* run(FakeScript.make({ "POST /draw": silent }), {
          concurrency: 1,
          queue: 0
        })
        yield* Effect.forkScoped(generate(gateway))
        yield* Effect.repeat(Effect.sleep("5 millis"), {
          until: () => submissions(gateway).length === 1
        })
        const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "test", maxRetries: 0 })
        for (const stream of [false, true]) {
          const error = yield* Effect.flip(
            ask(() => client.images.generate({ model: "atelier-1", prompt: "A cat", stream }))
          )
          assert.instanceOf(error, RateLimitError)
          assert.deepInclude(error, { code: "rate_limit_exceeded", type: "rate_limit_error" })
          const headers = error instanceof APIError ? error.headers : undefined
          assert.match(headers?.get("retry-after") ?? "", /^\d+$/)
        }
        assert.strictEqual(submissions(gateway).length, 1)
      }).pipe(Effect.timeout("10 seconds"))
  )
})
