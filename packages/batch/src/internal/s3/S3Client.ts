/** Signed requests for objects, repeated when the store or the way to it stumbles. */
import { createHash } from "node:crypto"
import { RequestInit as FetchOptions } from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { AwsV4Signer } from "aws4fetch"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { OutputError } from "../../BatchError.js"
import { codeIn, type S3Answer } from "./s3Failure.js"
import { urlOf } from "./S3Address.js"
import type { S3Settings } from "./S3Settings.js"

export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE"
  readonly key: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: Uint8Array | undefined
}

export interface S3Response extends S3Answer {
  readonly headers: Headers.Headers
  readonly body: Uint8Array
}

export type S3Client = (request: S3Request) => Effect.Effect<S3Response, OutputError>

/** Of one attempt; a picture has at most 64 MiB. */
const timeout = "2 minutes"

/** Four more attempts, over about 6 seconds. */
const patience = Schedule.exponential("400 millis").pipe(
  Schedule.jittered,
  Schedule.intersect(Schedule.recurs(4))
)

/** What the store asks to send again. A lasting lack of space is no such thing. */
const stumbled = ({ code, status }: S3Answer): boolean =>
  (status >= 500 && status !== 501 && status !== 507) ||
  status === 429 ||
  status === 408 ||
  (status === 409 && code === "ConditionalRequestConflict")

class Stumbled {
  readonly _tag = "Stumbled"
  constructor(readonly response: S3Response) {}
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** `20261127T101500Z` */
const stamp = (millis: number): string =>
  new Date(millis).toISOString().replace(/[:-]|\.\d{3}/g, "")

const sign = (bucket: string, settings: S3Settings, request: S3Request) =>
  Effect.gen(function* () {
    const datetime = stamp(yield* Clock.currentTimeMillis)
    const signer = new AwsV4Signer({
      method: request.method,
      url: urlOf(bucket, request.key, settings),
      headers: {
        ...request.headers,
        "x-amz-content-sha256": sha256(request.body ?? new Uint8Array())
      },
      accessKeyId: settings.keyId,
      secretAccessKey: Redacted.value(settings.secretKey),
      ...Option.match(settings.sessionToken, {
        onNone: () => ({}),
        onSome: (token) => ({ sessionToken: Redacted.value(token) })
      }),
      service: "s3",
      region: settings.region,
      datetime
    })
    const { headers, url } = yield* Effect.promise(() => signer.sign())
    const plain = HttpClientRequest.make(request.method)(url, {
      headers: Object.fromEntries(headers)
    })
    return request.body === undefined
      ? plain
      : HttpClientRequest.bodyUint8Array(plain, request.body, headers.get("content-type") ?? "")
  })

const describe = (error: HttpClientError): string => {
  const cause = error.cause
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  return typeof code === "string" ? code : error.reason
}

const unreachable = (location: string, detail: string) =>
  new OutputError({ location, reason: "Unreachable", detail })

/** Headers that no span may show. */
const secret = ["authorization", "x-amz-security-token"]

export const make = (
  client: HttpClient.HttpClient,
  bucket: string,
  settings: S3Settings
): S3Client => {
  const quiet = HttpClient.withTracerPropagation(client, false)
  return (request) => {
    const location = `s3://${bucket}/${request.key}`
    const once = Effect.gen(function* () {
      const answer = yield* Effect.flatMap(sign(bucket, settings, request), quiet.execute)
      const body = request.method === "HEAD" ? new ArrayBuffer(0) : yield* answer.arrayBuffer
      const bytes = new Uint8Array(body)
      const { headers, status } = answer
      const code = status < 300 ? "" : codeIn(new TextDecoder().decode(bytes))
      const response: S3Response = { status, code, headers, body: bytes }
      return stumbled(response) ? yield* Effect.fail(new Stumbled(response)) : response
    }).pipe(
      Effect.catchTags({
        RequestError: (error) => unreachable(location, describe(error)),
        ResponseError: (error) => unreachable(location, describe(error))
      }),
      Effect.timeoutFail({
        duration: timeout,
        onTimeout: () => unreachable(location, `the store did not answer within ${timeout}`)
      })
    )
    return once.pipe(
      Effect.retry(patience),
      Effect.catchTag("Stumbled", ({ response }) => Effect.succeed(response)),
      Effect.provideService(FetchOptions, { redirect: "manual" }),
      Effect.locallyWith(Headers.currentRedactedNames, (names) => [...names, ...secret])
    )
  }
}
