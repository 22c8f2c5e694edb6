/** Every error that a gateway can answer: its status, its envelope and its headers. */
import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as ImageErrors from "@easel/core/ImageError"
import type { ImageError } from "@easel/core/ImageError"
import * as GatewayErrors from "@easel/server/GatewayError"
import type { GatewayError } from "@easel/server/GatewayError"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { APIError, AuthenticationError, PermissionDeniedError } from "openai"
import { answerError, answerErrors } from "../../src/internal/answerError.js"
import { logRequests } from "../../src/internal/logRequests.js"
import { ask, clientOf } from "./support/gateway.js"

/** Status, type, code, whether to come again, and when. */
type Expected = readonly [number, string, string, boolean, string?]

const response = (
  reason: ImageErrors.ResponseReason,
  more: Partial<Parameters<typeof ImageErrors.ResponseError.of>[0]> = {}
) => ImageErrors.ResponseError.of({ reason, message: "no", provider: "p", model: "m", ...more })

const asset = (reason: ImageErrors.AssetError["reason"]) =>
  new ImageErrors.AssetError({ reason, description: "no" })

const transport = (reason: ImageErrors.TransportError["reason"]) =>
  new ImageErrors.TransportError({ phase: "Submit", reason, description: "no" })

const timeout = (deadline: ImageErrors.GenerationTimeout["deadline"]) =>
  new ImageErrors.GenerationTimeout({ deadline, duration: Duration.minutes(10) })

const invalid = new ImageErrors.InvalidRequest({ option: "n", reason: "no", legal: "1" })

const sum = (...attempts: readonly [ImageError, ...ReadonlyArray<ImageError>]) =>
  ImageErrors.AllAttemptsFailed.of(attempts)

const tooMany = (limit: GatewayErrors.TooManyRequests["limit"]) =>
  new GatewayErrors.TooManyRequests({ limit, retryAfter: Duration.millis(1500) })

const server = "server_error"
const request = "invalid_request_error"
const limit = "rate_limit_error"

const cases: Readonly<Record<string, readonly [GatewayError, Expected]>> = {
  InvalidRequest: [invalid, [400, request, "invalid_value", false]],
  ProviderNotFound: [
    new ImageErrors.ProviderNotFound({ name: "x", near: [] }),
    [404, request, "model_not_found", false]
  ],
  ModelNotFound: [
    new ImageErrors.ModelNotFound({ name: "x", near: [] }),
    [404, request, "model_not_found", false]
  ],
  Quota: [response("Quota"), [429, "insufficient_quota", "insufficient_quota", false]],
  RateLimited: [response("RateLimited"), [429, limit, "rate_limit_exceeded", true]],
  "RateLimited, with a time": [
    response("RateLimited", { retryAfter: Duration.millis(2500) }),
    [429, limit, "rate_limit_exceeded", true, "3 2500"]
  ],
  "RateLimited after it was accepted": [
    response("RateLimited", { jobId: "job-1" }),
    [424, limit, "rate_limit_exceeded", false]
  ],
  Unauthorized: [response("Unauthorized"), [502, server, "upstream_unauthorized", false]],
  Moderated: [
    response("Moderated"),
    [400, "image_generation_user_error", "moderation_blocked", false]
  ],
  "Moderated after it was accepted": [
    response("Moderated", { jobId: "job-1" }),
    [424, "image_generation_user_error", "moderation_blocked", false]
  ],
  Overloaded: [response("Overloaded"), [503, server, "upstream_overloaded", true]],
  "Overloaded, and it may have begun": [
    response("Overloaded", { retryable: false }),
    [424, server, "upstream_overloaded", false]
  ],
  NotFound: [response("NotFound"), [502, server, "upstream_not_found", false]],
  Rejected: [response("Rejected"), [400, request, "upstream_rejected", false]],
  Server: [response("Server"), [502, server, "upstream_error", true]],
  "Server, and it may have begun": [
    response("Server", { retryable: false }),
    [424, server, "upstream_error", false]
  ],
  ResponseParseError: [
    new ImageErrors.ResponseParseError({ expected: "a picture", excerpt: "" }),
    [424, server, "upstream_unreadable", false]
  ],
  "TransportError Refused": [transport("Refused"), [502, server, "upstream_disconnected", true]],
  "TransportError Cut": [transport("Cut"), [424, server, "upstream_disconnected", false]],
  "TransportError EndedEarly": [
    transport("EndedEarly"),
    [424, server, "upstream_disconnected", false]
  ],
  "GenerationTimeout Total": [timeout("Total"), [424, server, "generation_timeout", false]],
  "GenerationTimeout Idle": [timeout("Idle"), [424, server, "generation_timeout", false]],
  "GenerationTimeout Download": [timeout("Download"), [424, server, "generation_timeout", false]],
  "AssetError NotFound": [asset("NotFound"), [424, server, "picture_unavailable", false]],
  "AssetError TooLarge": [asset("TooLarge"), [424, server, "picture_unavailable", false]],
  ProviderDefect: [
    new ImageErrors.ProviderDefect({ description: "no" }),
    [424, server, "provider_defect", false]
  ],
  "AllAttemptsFailed, none of them begun": [
    sum(
      invalid,
      response("RateLimited", { retryAfter: Duration.seconds(9) }),
      response("Overloaded")
    ),
    [429, limit, "rate_limit_exceeded", true, "9 9000"]
  ],
  "AllAttemptsFailed, the shortest wait counts": [
    sum(
      response("Overloaded", { retryAfter: Duration.seconds(9) }),
      response("RateLimited", { retryAfter: Duration.seconds(2) })
    ),
    [503, server, "upstream_overloaded", true, "2 2000"]
  ],
  "AllAttemptsFailed, one of them perhaps begun": [
    sum(response("RateLimited"), timeout("Total")),
    [424, server, "generation_timeout", false]
  ],
  "AllAttemptsFailed, all refused": [sum(invalid, invalid), [400, request, "invalid_value", false]],
  "no key": [
    new GatewayErrors.Unauthorized(),
    [401, "authentication_error", "invalid_api_key", false]
  ],
  ForbiddenOrigin: [
    new GatewayErrors.ForbiddenOrigin({ origin: "http://evil.example" }),
    [403, "permission_error", "origin_not_allowed", false]
  ],
  "TooManyRequests Queue": [tooMany("Queue"), [429, limit, "rate_limit_exceeded", true, "2 1500"]],
  "TooManyRequests Rate": [tooMany("Rate"), [429, limit, "rate_limit_exceeded", true, "2 1500"]],
  "TooManyRequests Concurrency": [
    tooMany("Concurrency"),
    [429, limit, "rate_limit_exceeded", true, "2 1500"]
  ],
  "TooManyRequests Bodies": [
    tooMany("Bodies"),
    [429, limit, "rate_limit_exceeded", true, "2 1500"]
  ],
  BodyTooLarge: [
    new GatewayErrors.BodyTooLarge({ part: "the body", limit: 10 }),
    [413, request, "body_too_large", false]
  ],
  "MalformedBody Syntax": [
    new GatewayErrors.MalformedBody({ reason: "Syntax", description: "no" }),
    [400, request, "malformed_body", false]
  ],
  "MalformedBody Incomplete": [
    new GatewayErrors.MalformedBody({ reason: "Incomplete", description: "no" }),
    [400, request, "malformed_body", false]
  ],
  "MalformedBody MediaType": [
    new GatewayErrors.MalformedBody({ reason: "MediaType", description: "no" }),
    [415, request, "unsupported_media_type", false]
  ],
  RouteNotFound: [
    new GatewayErrors.RouteNotFound({ method: "GET", path: "/v1/x" }),
    [404, request, "unknown_url", false]
  ],
  GenerationNotFound: [
    new GatewayErrors.GenerationNotFound({ id: "x" }),
    [404, request, "generation_not_found", false]
  ],
  PictureNotFound: [
    new GatewayErrors.PictureNotFound(),
    [404, request, "picture_not_found", false]
  ],
  LinkRefused: [
    new GatewayErrors.LinkRefused({ reason: "Expired" }),
    [403, "permission_error", "link_refused", false]
  ],
  ProviderUnavailable: [
    new GatewayErrors.ProviderUnavailable({ provider: "p", reason: "no" }),
    [503, server, "provider_unavailable", false]
  ],
  "PictureStoreError put": [
    new GatewayErrors.PictureStoreError({ operation: "put", description: "full" }),
    [424, server, "picture_not_kept", false]
  ],
  "PictureStoreError get": [
    new GatewayErrors.PictureStoreError({ operation: "get", description: "gone" }),
    [500, server, "picture_not_kept", false]
  ],
  ShuttingDown: [new GatewayErrors.ShuttingDown({}), [503, server, "shutting_down", true, "5 5000"]]
}

const params: Readonly<Record<string, string>> = {
  InvalidRequest: "n",
  "AllAttemptsFailed, all refused": "n",
  ProviderNotFound: "model",
  ModelNotFound: "model"
}

/** A server whose every route does this. */
const serving = (app: HttpApp.Default) =>
  Effect.gen(function* () {
    const server = NodeHttpServer.layer(() => createServer(), { port: 0 })
    const context = yield* Layer.build(
      Layer.provideMerge(HttpServer.serve(logRequests(answerErrors(app))), Layer.orDie(server))
    )
    return yield* Effect.provide(
      HttpServer.addressWith((address) =>
        Effect.succeed(`http://127.0.0.1:${address._tag === "TcpAddress" ? address.port : 0}`)
      ),
      context
    )
  })

const get = (address: string) =>
  Effect.promise(async () => {
    const answer = await fetch(address)
    const json: unknown = await answer.json()
    return { answer, json }
  })

const encode = Schema.encodeSync(GatewayErrors.GatewayError)

const jobIdOf = (error: GatewayError) => ("jobId" in error ? error.jobId : undefined)

describe("on OpenAI's wire and on Easel's", () => {
  for (const [name, [error, [status, type, code, again, after]]] of Object.entries(cases)) {
    it.scopedLive(`${name} is ${status} ${code}`, () =>
      Effect.gen(function* () {
        const address = yield* serving(answerError(error))
        const { answer, json } = yield* get(`${address}/v1/images/generations`)
        assert.strictEqual(answer.status, status)
        const jobId = jobIdOf(error)
        assert.deepStrictEqual(json, {
          error: {
            message: error.message,
            type,
            param: params[name] ?? null,
            code,
            ...(jobId === undefined ? {} : { job_id: jobId })
          }
        })
        const { headers } = answer
        assert.strictEqual(headers.get("x-should-retry"), String(again))
        const waits = [headers.get("retry-after"), headers.get("retry-after-ms")]
        assert.deepStrictEqual(waits, after?.split(" ") ?? [null, null])
        assert.match(headers.get("x-request-id") ?? "", /^req_[0-9a-f]{32}$/)
        const other = yield* get(`${address}/api/generations`)
        assert.strictEqual(other.answer.status, status)
        const fields: unknown = JSON.parse(
          JSON.stringify({ ...encode(error), message: error.message })
        )
        assert.deepStrictEqual(other.json, fields)
        assert.deepInclude(other.json, { _tag: error._tag })
      })
    )
  }
})

describe("for the official SDK", () => {
  const classes = [
    ["no key is 401", new GatewayErrors.Unauthorized(), AuthenticationError],
    [
      "a foreign page is 403",
      new GatewayErrors.ForbiddenOrigin({ origin: "http://evil.example" }),
      PermissionDeniedError
    ],
    [
      "a large body is 413",
      new GatewayErrors.BodyTooLarge({ part: "the body", limit: 10 }),
      APIError
    ]
  ] as const
  for (const [name, error, expected] of classes) {
    it.scopedLive(name, () =>
      Effect.gen(function* () {
        let times = 0
        const address = yield* serving(
          Effect.suspend(() => {
            times++
            return answerError(error)
          })
        )
        const thrown = yield* Effect.flip(
          ask(() => clientOf(address).images.generate({ prompt: "A cat" }))
        )
        assert.instanceOf(thrown, expected)
        assert.include(String(thrown), error.message)
        assert.strictEqual(times, 1)
      })
    )
  }
})

describe("what is no error of the gateway", () => {
  const secret = "the password is swordfish"

  it.scopedLive("is 500 without a word of what it was, and not asked again", () =>
    Effect.gen(function* () {
      const address = yield* serving(Effect.die(new Error(secret)))
      const openAi = yield* get(`${address}/v1/models`)
      const id = openAi.answer.headers.get("x-request-id") ?? ""
      assert.strictEqual(openAi.answer.status, 500)
      assert.strictEqual(openAi.answer.headers.get("x-should-retry"), "false")
      const message = `something is wrong inside the gateway; its log says more under ${id}`
      assert.deepStrictEqual(openAi.json, {
        error: { message, type: "server_error", code: "internal_error", param: null }
      })
      const easel = yield* get(`${address}/api/providers`)
      assert.strictEqual(easel.answer.status, 500)
      assert.deepInclude(easel.json, { _tag: "InternalError" })
      assert.notInclude(JSON.stringify([openAi.json, easel.json]), "swordfish")
    })
  )
})
