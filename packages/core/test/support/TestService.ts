/** A service on a real socket, and `ServiceClient`s that talk to it over each HTTP client. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { type Vitest, layer } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { FakeReply, FakeRequest } from "@easel/core/Fake"
import * as ServiceClient from "@easel/core/ServiceClient"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as FakeServer from "@easel/testkit/FakeServer"

/** The application chooses; both must do. */
const clients: ReadonlyArray<readonly [string, Layer.Layer<HttpClient.HttpClient>]> = [
  [
    "NodeHttp",
    NodeHttp.layer.pipe(
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))),
      Layer.orDie
    )
  ],
  ["FetchHttpClient", FetchHttpClient.layer]
]

export const onEachClient = (
  title: string,
  tests: (it: Vitest.MethodsNonLive<HttpClient.HttpClient, true>) => void
): void => {
  for (const [name, client] of clients) {
    layer(client, { excludeTestServices: true })(`${title} on ${name}`, tests)
  }
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body)
})

export const reply = (
  body: FakeReply["body"],
  contentType: string,
  status = 200,
  headers: Record<string, string> = {}
): FakeReply => ({ status, headers: { "content-type": contentType, ...headers }, body })

export const serve = (
  handle: (
    request: FakeRequest,
    count: number
  ) => FakeReply | Effect.Effect<FakeReply, never, Scope.Scope>,
  options?: FakeServer.Options
) => {
  let count = 0
  return FakeServer.start(
    {
      handle: (request) =>
        Effect.suspend(() => {
          const answer = handle(request, count++)
          return Effect.isEffect(answer) ? answer : Effect.succeed(answer)
        })
    },
    options
  )
}

export const open = (
  { baseUrl }: Pick<FakeServer.RunningFake, "baseUrl">,
  options: Partial<ServiceClient.Options> = {}
) =>
  ServiceClient.make({
    provider: "test",
    baseUrl: new URL(baseUrl),
    backoff: "5 millis",
    ...options
  })

export const get: ServiceClient.ServiceRequest = {
  method: "GET",
  path: "/status",
  phase: "Wait",
  repeat: "Always"
}

export const submit: ServiceClient.ServiceRequest = {
  method: "POST",
  path: "/jobs",
  json: { prompt: "cat" },
  phase: "Submit",
  repeat: "UntilAccepted"
}

export const Job = Schema.Struct({ job: Schema.Struct({ id: Schema.String }) })

/** A closed port of this machine. */
export const closedPort = Effect.scoped(serve(() => json({}))).pipe(
  Effect.map(({ baseUrl }) => ({ baseUrl }))
)

/** Waits until something becomes true; the test's own time limit is the other end. */
export const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(Effect.repeat({ until: (met) => met, schedule: Schedule.spaced(5) }))
