import * as Effect from "effect/Effect"
import type { ImageError } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import { fromGenerate, type OnEvent } from "../ImageModel.js"
import type { Input } from "../ImageRequest.js"
import type { Policy } from "../Policy.js"
import { Line } from "../Line.js"
import { tellQueued } from "../internal/tellQueued.js"

/**
 * At most `permits` generations at the same time, at least 1; the others wait their turn, first
 * come, first served. A generation that waits emits `Queued` with its place in this line: when it
 * comes, and at each step once it is among the first 16. Its deadline begins when its turn has come.
 * A job that is attached to takes its turn too; loading pictures is not limited. What is wrapped
 * twice by the same policy, one in the other, waits for itself.
 */
export const concurrency = (permits: number): Policy => {
  const line = new Line(permits)
  return (model) => {
    const { attach } = model
    const inTurn = (
      request: Input,
      onEvent: OnEvent | undefined,
      start: () => Effect.Effect<ImageResponse, ImageError>
    ) =>
      Effect.suspend(() => {
        const turn = line.run(start(), tellQueued(onEvent))
        // What will be refused does not wait to hear it.
        return line.isFull ? Effect.zipRight(model.resolve(request), turn) : turn
      })
    return fromGenerate({
      ...model,
      generate: (request, onEvent) =>
        inTurn(request, onEvent, () => model.generate(request, onEvent)),
      attach:
        attach &&
        ((job, request, onEvent) => inTurn(request, onEvent, () => attach(job, request, onEvent)))
    })
  }
}
