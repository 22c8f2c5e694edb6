/** What a gateway counts beside the generations, which core counts (`@easel/core/Telemetry`). */
import * as Metric from "effect/Metric"

/** By `method`, `route` and `status`. */
export const httpRequests = Metric.counter("easel.http.requests", {
  description: "HTTP requests by method, route and status",
  incremental: true
})

export const openStreams = Metric.gauge("easel.http.open_streams", {
  description: "Streams of events that are being sent"
})

export const pictures = Metric.counter("easel.pictures", {
  description: "Finished pictures",
  incremental: true
})

export const pictureBytes = Metric.counter("easel.picture.bytes", {
  description: "Bytes of finished pictures",
  incremental: true
})

/** By `error`, its tag, and `reason`, where it has one. */
export const failures = Metric.counter("easel.failures", {
  description: "Requests for pictures that failed, by error and reason",
  incremental: true
})
