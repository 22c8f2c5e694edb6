import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type { ImageError } from "@easel/core/ImageError"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Ask } from "./Task.js"
import type { TaskProgress } from "./wire.js"

/** `"In queue: 2/5"`; people count from 1. */
const placeOf = (text: string): Parameters<typeof ProviderEvent.queued>[0] => {
  const [, place, size] = /(\d{1,9})\s*\/\s*(\d{1,9})/.exec(text) ?? []
  return place === undefined ? {} : { position: Math.max(0, Number(place) - 1), size: Number(size) }
}

/** Seconds as a service guesses them. */
const durationOf = (seconds: number | null | undefined): Duration.Duration | undefined =>
  typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0
    ? Duration.seconds(seconds)
    : undefined

/** A question that is not answered by then is given up. */
const patience = Duration.seconds(10)

/** Says what is new about a task, and that it was taken. */
const makeTeller = (taskId: string, emit: ProviderEvent.Emit) => {
  let accepted = false
  let told = ""
  let lastPreview = -1
  let lastPicture: string | undefined

  const tell = ({ active, completed, queued, ...state }: TaskProgress): Effect.Effect<void> =>
    Effect.gen(function* () {
      if (!accepted && (active || queued || completed)) {
        accepted = true
        yield* emit(ProviderEvent.accepted(taskId))
      }
      const news = `${queued} ${state.textinfo ?? ""} ${state.progress ?? 0}`
      if (news !== told) {
        told = news
        if (queued) yield* emit(ProviderEvent.queued(placeOf(state.textinfo ?? "")))
        if (active) {
          const fraction = Math.min(1, Math.max(0, state.progress ?? 0))
          yield* emit(ProviderEvent.progress({ fraction, eta: durationOf(state.eta) }))
        }
      }
      const picture = state.live_preview ?? undefined
      lastPreview = state.id_live_preview ?? lastPreview
      if (!active || picture === undefined || picture === lastPicture) return
      lastPicture = picture
      yield* emit(ProviderEvent.preview(GeneratedImage.fromUrl(picture)))
    })
  return { tell, lastPreview: () => lastPreview }
}

/**
 * Tells of a task until its call has answered. A question that fails is passed over: the answer is
 * what counts.
 */
export const watch = <A>(
  call: Effect.Effect<A, ImageError>,
  taskId: string,
  ask: Ask,
  interval: Duration.Duration,
  emit: ProviderEvent.Emit
): Effect.Effect<A, ImageError> =>
  Effect.acquireUseRelease(
    Effect.interruptible(Effect.fork(call)),
    (fiber) => {
      const { lastPreview, tell } = makeTeller(taskId, emit)
      const answer = Effect.map(Fiber.join(fiber), (value) => ({ value }))
      const state = Effect.suspend(() => ask(taskId, lastPreview())).pipe(
        Effect.timeout(patience),
        Effect.catchAll((error) =>
          Effect.as(Effect.logDebug(`progress: ${error.message}`), undefined)
        ),
        Effect.delay(interval)
      )
      // Who listens holds this fiber, and not the call.
      const next: Effect.Effect<A, ImageError> = Effect.raceFirst(answer, state).pipe(
        Effect.flatMap((news) => {
          if (news === undefined) return next
          return "value" in news ? Effect.succeed(news.value) : Effect.zipRight(tell(news), next)
        })
      )
      return next
    },
    Fiber.interrupt
  )
