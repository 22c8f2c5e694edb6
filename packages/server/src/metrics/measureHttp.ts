import { Readable } from "node:stream"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Stream from "effect/Stream"
import * as gatewayMetrics from "./gatewayMetrics.js"

const pathOf = (url: string): string => url.split("?")[0] ?? url

const eventStream = "text/event-stream"

/** Node's own stream, when the body of the answer is one. */
const readableOf = ({ body }: HttpServerResponse.HttpServerResponse): Readable | undefined =>
  body._tag === "Raw" && body.body instanceof Readable ? body.body : undefined

/** Labels of the program that a request runs in. */
type Labels = ReadonlyArray<MetricLabel.MetricLabel>

/** One stream of events more or fewer. */
const countOpen = (more: number, labels: Labels): void => {
  gatewayMetrics.openStreams.unsafeModify(more, labels)
}

/** The same response; while a stream of events is being sent, it counts as open. */
const counted = (
  response: HttpServerResponse.HttpServerResponse,
  labels: Labels
): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  const type = body.contentType ?? response.headers["content-type"]
  if (type?.startsWith(eventStream) !== true) return response
  const readable = readableOf(response)
  if (readable !== undefined) {
    if (readable.destroyed) return response
    countOpen(1, labels)
    readable.once("close", () => countOpen(-1, labels))
    return response
  }
  if (body._tag !== "Stream") return response
  const stream = Stream.acquireRelease(
    Effect.sync(() => countOpen(1, labels)),
    () => Effect.sync(() => countOpen(-1, labels))
  ).pipe(Stream.flatMap(() => body.stream))
  return HttpServerResponse.stream(stream, {
    status: response.status,
    headers: response.headers,
    cookies: response.cookies,
    contentType: body.contentType
  })
}

/** The counters of requests by their labels, each made once. */
const makeCounters = () => {
  const known = new Map<string, typeof gatewayMetrics.httpRequests>()
  return (method: string, route: string, status: number): typeof gatewayMetrics.httpRequests => {
    const key = `${method} ${route} ${status}`
    const found = known.get(key)
    if (found !== undefined) return found
    const made = Metric.taggedWithLabels(gatewayMetrics.httpRequests, [
      MetricLabel.make("method", method),
      MetricLabel.make("route", route),
      MetricLabel.make("status", String(status))
    ])
    known.set(key, made)
    return made
  }
}

/** Counts the requests of an app by their route, as `routeOf` names it. */
export const measureHttp = (routeOf: (path: string) => string) => {
  const counterOf = makeCounters()
  return <E, R>(app: HttpApp.Default<E, R>): HttpApp.Default<E, R> =>
    Effect.withFiberRuntime((fiber) =>
      Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }) => {
        const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
        const count = ({ status }: HttpServerResponse.HttpServerResponse): void =>
          counterOf(method, routeOf(pathOf(url)), status).unsafeUpdate(1, labels)
        return app.pipe(
          Effect.onError((cause) =>
            Effect.map(HttpServerError.causeResponse(cause), ([answer]) => count(answer))
          ),
          Effect.map((response) => {
            count(response)
            return counted(response, labels)
          })
        )
      })
    )
}
