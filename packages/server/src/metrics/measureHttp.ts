import { Readable } from "node:stream"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import * as gatewayMetrics from "./gatewayMetrics.js"

const pathOf = (url: string): string => url.split("?")[0] ?? url

const opened = Metric.increment(gatewayMetrics.openStreams)
const closed = Metric.incrementBy(gatewayMetrics.openStreams, -1)

const eventStream = "text/event-stream"

/** Node's own stream, when the body of the answer is one. */
const readableOf = ({ body }: HttpServerResponse.HttpServerResponse): Readable | undefined =>
  body._tag === "Raw" && body.body instanceof Readable ? body.body : undefined

/** The same response; while a stream of events is being sent, it counts as open. */
const counted = (
  response: HttpServerResponse.HttpServerResponse
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const { body } = response
  const type = body.contentType ?? response.headers["content-type"]
  if (type?.startsWith(eventStream) !== true) return Effect.succeed(response)
  const readable = readableOf(response)
  if (readable !== undefined) {
    return Effect.as(
      Effect.zipRight(
        opened,
        Effect.map(Effect.runtime(), (runtime) => {
          if (readable.destroyed) Runtime.runSync(runtime)(closed)
          else readable.once("close", () => Runtime.runSync(runtime)(closed))
        })
      ),
      response
    )
  }
  if (body._tag !== "Stream") return Effect.succeed(response)
  const stream = Stream.acquireRelease(opened, () => closed).pipe(Stream.flatMap(() => body.stream))
  return Effect.succeed(
    HttpServerResponse.stream(stream, {
      status: response.status,
      headers: response.headers,
      cookies: response.cookies,
      contentType: body.contentType
    })
  )
}

/** Counts the requests of an app by their route, as `routeOf` names it. */
export const measureHttp =
  (routeOf: (path: string) => string) =>
  <E, R>(app: HttpApp.Default<E, R>): HttpApp.Default<E, R> =>
    Effect.gen(function* () {
      const { method, url } = yield* HttpServerRequest.HttpServerRequest
      const count = ({ status }: HttpServerResponse.HttpServerResponse) =>
        Metric.increment(
          Metric.taggedWithLabels(gatewayMetrics.httpRequests, [
            MetricLabel.make("method", method),
            MetricLabel.make("route", routeOf(pathOf(url))),
            MetricLabel.make("status", String(status))
          ])
        )
      const response = yield* Effect.onError(app, (cause) =>
        Effect.flatMap(HttpServerError.causeResponse(cause), ([answer]) => count(answer))
      )
      yield* count(response)
      return yield* counted(response)
    })
