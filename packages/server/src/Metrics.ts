/**
 * Figures of a gateway for Prometheus: generations by provider, model and outcome, their durations
 * and the time to their first preview, what runs and what waits, errors by reason, pictures, HTTP
 * requests by route and status, open streams, and the process.
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { Admission } from "./Admission.js"
import { familiesOf } from "./metrics/familiesOf.js"
import { type Family, render, single } from "./metrics/Family.js"
import { processFamilies } from "./metrics/processFamilies.js"

export { layer as layerDispatcher } from "./metrics/measuredDispatcher.js"
export { measureHttp } from "./metrics/measureHttp.js"
export { routeTable } from "./metrics/routeTable.js"

/** What the text is. */
export const contentType = "text/plain; version=0.0.4; charset=utf-8"

const load = (running: number, waiting: number): ReadonlyArray<Family> => [
  single("easel_generations_running", "gauge", "Generations that run now", running),
  single("easel_generations_waiting", "gauge", "Generations that wait for their turn", waiting)
]

/** Everything, in the text exposition format of Prometheus. */
export const text: Effect.Effect<string, never, Admission> = Effect.gen(function* () {
  const admission = yield* Admission
  const { running, waiting } = yield* admission.load
  return render([
    ...load(running, waiting),
    ...familiesOf(Metric.unsafeSnapshot()),
    ...processFamilies()
  ])
})
