import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { ImageAsset } from "@easel/core/ImageAsset"
import { PictureNotFound } from "../GatewayError.js"
import type { Limits, PictureName, Service } from "../PictureStore.js"
import { defaultMaximumAge, sweepInterval } from "./pictureAge.js"
import { nameOfPicture } from "./nameOfPicture.js"

const defaultMaximumBytes = 256 * 1024 * 1024

interface Kept {
  readonly picture: ImageAsset
  readonly since: number
}

export const pictureMemory = ({
  maximumAge = defaultMaximumAge,
  maximumBytes = defaultMaximumBytes
}: Limits): Effect.Effect<Service, never, Scope.Scope> =>
  Effect.gen(function* () {
    // A map keeps the order in which its keys were set: the oldest is first.
    const all = new Map<PictureName, Kept>()
    const age = Duration.toMillis(maximumAge)
    let bytes = 0
    const remove = (name: PictureName): void => {
      const kept = all.get(name)
      if (kept !== undefined && all.delete(name)) bytes -= kept.picture.bytes.length
    }
    const sweep = Effect.map(Clock.currentTimeMillis, (now) => {
      for (const [name, { since }] of all) {
        const isOver = now - since >= age || (bytes > maximumBytes && all.size > 1)
        if (!isOver) return
        remove(name)
      }
    })
    yield* sweep.pipe(Effect.repeat(Schedule.spaced(sweepInterval(maximumAge))), Effect.forkScoped)
    return {
      put: (picture) =>
        Effect.gen(function* () {
          const name = yield* nameOfPicture(picture)
          const since = yield* Clock.currentTimeMillis
          remove(name)
          all.set(name, { picture, since })
          bytes += picture.bytes.length
          yield* sweep
          return name
        }),
      get: (name) =>
        Effect.zipRight(
          sweep,
          Effect.suspend(() => {
            const kept = all.get(name)
            return kept === undefined ? new PictureNotFound() : Effect.succeed(kept.picture)
          })
        )
    }
  })
