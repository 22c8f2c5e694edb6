import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import { AssetError } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import { info } from "./lantern.js"
import { type Mutant, spoilGenerate } from "./Mutant.js"

/** Opens a socket on which nothing ever comes, and forgets it. */
const forgottenSocket = (baseUrl: URL) =>
  Effect.sync(() => {
    fetch(new URL("/hang", baseUrl)).catch(() => undefined)
  })

const notWaiting =
  (onEvent: OnEvent): OnEvent =>
  (event) =>
    Effect.map(Effect.runtime(), (runtime) => {
      Runtime.runFork(runtime)(onEvent(event))
    })

/** What is heard of a generation, and what is left of it. */
export const behaviourMutants: ReadonlyArray<Mutant> = [
  {
    name: "a stream with two responses",
    breaks: "grammar/one-response",
    changes: {
      service: ({ service }) => ({
        ...service,
        stream: (request) =>
          Stream.mapConcat(service.stream(request), (event): ReadonlyArray<ImageEvent> =>
            event._tag === "ImageResponse" ? [event, event] : [event]
          )
      })
    }
  },
  {
    name: "a stream without a response",
    breaks: "grammar/one-response",
    changes: {
      service: ({ service }) => ({
        ...service,
        stream: (request) =>
          Stream.filter(service.stream(request), ({ _tag }) => _tag !== "ImageResponse")
      })
    }
  },
  {
    name: "a picture that can't be loaded",
    breaks: "grammar/pictures",
    changes: {
      service: ({ service }) => ({
        ...service,
        load: () => Effect.fail(new AssetError({ reason: "NotFound", description: "gone" }))
      })
    }
  },
  {
    name: "previews that are declared and never come",
    breaks: "grammar/gives",
    changes: { info: { gives: { ...info.gives, previews: true } } }
  },
  {
    name: "a queue that is shown and not declared",
    breaks: "grammar/gives",
    changes: { info: { gives: { ...info.gives, queue: false } } }
  },
  {
    name: "a generation that goes on after an interruption",
    breaks: "cancel/sockets",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          Effect.flatMap(Effect.forkDaemon(generate(request, onEvent)), Fiber.join)
      )
    }
  },
  {
    name: "a fiber that outlives an interruption",
    breaks: "cancel/fibers",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          Effect.zipRight(Effect.forkDaemon(Effect.never), generate(request, onEvent))
      )
    }
  },
  {
    name: "a cancellation that is declared and not sent",
    breaks: "cancel/service",
    changes: { cancels: false }
  },
  {
    name: "a stream that its reader can't leave",
    breaks: "cancel/reader",
    changes: {
      service: ({ service }) => ({
        ...service,
        stream: (request) =>
          Stream.unwrap(
            Effect.map(Effect.forkDaemon(service.generate(request)), (fiber) =>
              Stream.fromEffect(Fiber.join(fiber))
            )
          )
      })
    }
  },
  {
    name: "events that pile up",
    breaks: "pressure/listener",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          generate(request, onEvent === undefined ? undefined : notWaiting(onEvent))
      )
    }
  },
  {
    name: "a socket for each generation that is never closed",
    breaks: "leaks/sockets",
    changes: {
      service: ({ baseUrl, service }) => ({
        ...service,
        generate: (request, onEvent) =>
          Effect.zipRight(forgottenSocket(baseUrl), service.generate(request, onEvent))
      })
    }
  },
  {
    name: "a fiber for each generation that never ends",
    breaks: "leaks/fibers",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          Effect.zipLeft(generate(request, onEvent), Effect.forkDaemon(Effect.never))
      )
    }
  },
  {
    name: "a timer that nobody stops",
    breaks: "leaks/timers",
    changes: {
      built: () =>
        Effect.sync(() => {
          timers.add(setInterval(() => undefined, 60_000))
        })
    }
  }
]

const timers = new Set<ReturnType<typeof setInterval>>()

/** Stops the timers of the mutants. */
export const stopTimers = (): void => {
  for (const timer of timers) clearInterval(timer)
}
