import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { OnEvent } from "@easel/core/ImageModel"
import type { Finished } from "../Dispatcher.js"
import { type GatewayError, isGatewayError } from "../GatewayError.js"
import type { PictureLinks } from "../PictureLinks.js"
import type { PictureStore } from "../PictureStore.js"
import * as Envelope from "./Envelope.js"
import { EventBody } from "./EventBody.js"
import type { Heartbeat } from "./Heartbeat.js"
import { spelledError } from "./ImagesRequest.js"
import { type Settings, StreamWriter } from "./StreamWriter.js"

/**
 * So long, in milliseconds, the answer waits for the first word of a generation. What fails meanwhile, as a refusal of
 * the service, is answered with a status, which clients understand better than an event.
 */
const patience = 250

const headers = {
  "cache-control": "no-cache, no-transform",
  // Proxies of the nginx kind hold answers back otherwise.
  "x-accel-buffering": "no"
}

/** What a client is told about a failure of a generation whose stream has begun. */
const envelopeOf = (cause: Cause.Cause<GatewayError>): Effect.Effect<Envelope.InStream> => {
  const failure: unknown = Cause.squash(cause)
  if (isGatewayError(failure)) return Effect.succeed(Envelope.inStream(failure))
  if (Cause.isInterruptedOnly(cause)) return Effect.succeed(Envelope.unclear(Envelope.cancelled))
  return Effect.as(
    Effect.logError("a stream met a mistake in the gateway", cause),
    Envelope.unclear(Envelope.internal)
  )
}

/**
 * Answers with a stream of events, which the generation fills in a fiber of its own. The fiber
 * belongs to the body: when the client leaves, the generation is interrupted. To be run
 * uninterruptibly, so that no answer is lost on its way to the client with a generation behind it.
 */
export const streamAnswer = <R>(
  settings: Settings,
  heartbeat: Heartbeat,
  generate: (onEvent: OnEvent) => Effect.Effect<Finished, GatewayError, R>
): Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  GatewayError,
  R | PictureStore | PictureLinks
> =>
  Effect.gen(function* () {
    const body = new EventBody()
    const writer = new StreamWriter(body, settings)
    const begun = yield* Deferred.make<void, GatewayError>()
    const begin = () => Deferred.unsafeDone(begun, Effect.void)
    // A timer of Node: to race a sleep would cost two more fibers.
    const timer = setTimeout(begin, patience)
    const onEvent: OnEvent = (event) => {
      begin()
      return writer.onEvent(event)
    }
    const complete = (finished: Finished) => {
      begin()
      return writer.complete(finished)
    }
    const fail = (cause: Cause.Cause<GatewayError>) =>
      Effect.gen(function* () {
        if (yield* Deferred.failCause(begun, cause)) return
        const spelled = Cause.map(cause, (error) => spelledError(settings.request, error))
        yield* writer.fail(yield* envelopeOf(spelled))
      })
    const fiber = yield* generate(onEvent).pipe(
      Effect.flatMap(complete),
      Effect.catchAllCause(fail),
      Effect.zipRight(Effect.sync(() => body.end())),
      Effect.interruptible,
      Effect.forkDaemon
    )
    heartbeat.add(body)
    body.closing(() => {
      heartbeat.remove(body)
      fiber.unsafeInterruptAsFork(HttpServerError.clientAbortFiberId)
    })
    const beginning = yield* Effect.exit(Effect.interruptible(Deferred.await(begun)))
    clearTimeout(timer)
    if (Exit.isFailure(beginning)) {
      body.destroy()
      return yield* Effect.failCause(beginning.cause)
    }
    return HttpServerResponse.raw(body, { headers, contentType: "text/event-stream" })
  })
