/** Providers that answer the call itself with the picture: `hf-inference` and Together. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { type ImageError, isRetryable } from "@easel/core/ImageError"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Completed, Emit } from "@easel/core/ProviderEvent"
import type { ServiceClient } from "@easel/core/ServiceClient"
import { pictureOf } from "./pictures.js"
import type { Order } from "./wire.js"
import { hfInference, together } from "./wire.js"

/** How long the service asks to wait, when it is busy or loads the model and may be asked again. */
const waitOf = (error: ImageError): Duration.Duration | undefined =>
  error._tag === "ResponseError" && error.reason === "Overloaded" && isRetryable(error)
    ? error.retryAfter
    : undefined

const shortestPause = Duration.seconds(1)

/** After it the service is asked how long it will take by now. */
const longestPause = Duration.seconds(30)

/** Waits for a model that is loaded, which the caller sees as a queue; the deadline ends it. */
const untilLoaded = <A>(
  call: Effect.Effect<A, ImageError>,
  emit: Emit
): Effect.Effect<A, ImageError> =>
  Effect.catchAll(call, (error) => {
    const eta = waitOf(error)
    if (eta === undefined) return Effect.fail(error)
    const pause = Duration.clamp(eta, { minimum: shortestPause, maximum: longestPause })
    return emit(ProviderEvent.queued({ eta })).pipe(
      Effect.zipRight(Effect.sleep(pause)),
      Effect.zipRight(untilLoaded(call, emit))
    )
  })

/** What is tried again at once: nothing was done, and nobody said how long to wait. */
const passes = (error: ImageError): boolean =>
  isRetryable(error) && !(error._tag === "ResponseError" && error.retryAfter !== undefined)

const shortly = Schedule.jittered(Schedule.exponential("500 millis"))

/** Makes a picture in one call. `client` sends nothing again by itself. */
export const inOneCall = (
  client: ServiceClient,
  order: Order,
  emit: Emit
): Effect.Effect<Completed, ImageError> => {
  const { accept, json, path } =
    order.served.provider === "together" ? together(order) : hfInference(order)
  const call = client.bytes({
    method: "POST",
    path,
    json,
    headers: { accept },
    phase: "Submit",
    repeat: "WhenRefused"
  })
  return untilLoaded(Effect.retry(call, { while: passes, times: 2, schedule: shortly }), emit).pipe(
    Effect.flatMap((bytes) => pictureOf(bytes, client)),
    Effect.map((picture) => ProviderEvent.completed({ images: [picture], seed: order.seed }))
  )
}
