/** Whether a service answers at all. Nothing is sent that would be worth reading. */
import { RequestInit as FetchOptions } from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { withoutUserinfo } from "../listing/withoutUserinfo.js"

/** What came of a request to the base URL. */
export type Reachability =
  | { readonly _tag: "Reachable"; readonly status: number; readonly milliseconds: number }
  | { readonly _tag: "Challenge"; readonly status: number }
  | { readonly _tag: "Unreachable"; readonly reason: string }

/** How long a provider or its service may take. */
export const patience = Duration.seconds(5)

/** A challenge says what it is near its beginning. */
const challengeBytes = 16 * 1024

const beginning = (response: HttpClientResponse): Effect.Effect<string> => {
  let bytes = 0
  return response.stream.pipe(
    Stream.takeUntil((piece) => (bytes += piece.length) >= challengeBytes),
    Stream.decodeText(),
    Stream.mkString,
    // The service has answered; that its page breaks off does not matter here.
    Effect.orElseSucceed(() => "")
  )
}

const isChallenge = (response: HttpClientResponse): Effect.Effect<boolean> => {
  if (response.headers["cf-mitigated"] === "challenge") return Effect.succeed(true)
  if (response.status !== 403 && response.status !== 503) return Effect.succeed(false)
  return Effect.map(beginning(response), (text) => /just a moment\.\.\./i.test(text))
}

const innermost = (cause: unknown): unknown =>
  cause instanceof Error && cause.cause !== undefined ? innermost(cause.cause) : cause

const reason = (error: HttpClientError): string => {
  const cause = innermost(error.cause ?? error)
  const text = cause instanceof Error ? cause.message : String(cause)
  return withoutUserinfo(text || error.message)
}

/** Asks for the address; every HTTP answer counts, also one that refuses. */
export const probe = (url: URL): Effect.Effect<Reachability, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const client = HttpClient.withScope(yield* HttpClient.HttpClient)
    const request = HttpClientRequest.get(url, { headers: { accept: "*/*" } })
    const [elapsed, response] = yield* Effect.timed(client.execute(request))
    const { status } = response
    if (yield* isChallenge(response)) return { _tag: "Challenge", status } as const
    const milliseconds = Math.round(Duration.toMillis(elapsed))
    return { _tag: "Reachable", status, milliseconds } as const
  }).pipe(
    Effect.scoped,
    Effect.provideService(FetchOptions, { redirect: "manual" }),
    Effect.locally(HttpClient.currentTracerDisabledWhen, () => true),
    Effect.timeout(patience),
    Effect.catchTags({
      TimeoutException: () =>
        Effect.succeed({
          _tag: "Unreachable",
          reason: `no answer within ${Duration.format(patience)}`
        } as const),
      RequestError: (error) =>
        Effect.succeed({ _tag: "Unreachable", reason: reason(error) } as const),
      ResponseError: (error) =>
        Effect.succeed({ _tag: "Unreachable", reason: reason(error) } as const)
    })
  )

/** In words. */
export const describe = (reachability: Reachability): string => {
  switch (reachability._tag) {
    case "Reachable":
      return `reachable (answered ${reachability.status} after ${reachability.milliseconds} ms)`
    case "Challenge":
      return `blocked by a Cloudflare page (${reachability.status}): it wants a browser`
    case "Unreachable":
      return `not reachable: ${reachability.reason}`
  }
}
