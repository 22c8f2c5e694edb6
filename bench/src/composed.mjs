// The policies of the figure around a model, and the program that asks for a picture and looks at it.
import * as CacheStore from "@easel/core/CacheStore"
import * as Policy from "@easel/core/Policy"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"

/** `retry ∘ fallback ∘ concurrency ∘ cache`. */
export const compose = (model) =>
  pipe(
    model,
    Policy.cache({ store: CacheStore.memory({ entries: 16 }) }),
    Policy.concurrency(4),
    Policy.fallback([model]),
    Policy.retry()
  )

/** What a program does that shows previews and saves the picture; each request is a new one. */
export const show = (model, request, expected) => {
  let count = 0
  return Effect.suspend(() => {
    let seen = 0
    const look = (image) => Effect.map(model.load(image), ({ bytes }) => (seen += bytes.length))
    return model
      .generate({ ...request, prompt: `a cat ${++count}` }, (event) =>
        event._tag === "ImagePreview" ? Effect.orDie(look(event.image)) : Effect.void
      )
      .pipe(
        Effect.flatMap(({ images }) => look(images[0])),
        Effect.map(() => {
          if (seen !== expected) throw new Error(`${seen} bytes`)
        })
      )
  })
}
