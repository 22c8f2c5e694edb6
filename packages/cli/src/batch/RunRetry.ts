/** `easel batch retry ID` */
import * as Effect from "effect/Effect"
import { type Input as ResumeInput, goOn } from "./RunResume.js"
import { counted } from "./view/words.js"

export interface Input extends ResumeInput {
  readonly failed: boolean
  readonly unknown: boolean
  readonly cancelled: boolean
}

const states = ["failed", "unknown", "cancelled"] as const

/** What may be paid twice is only tried again when it is named. */
const chosen = (input: Input): ReadonlyArray<(typeof states)[number]> => {
  const named = states.filter((state) => input[state])
  return named.length === 0 ? ["failed"] : named
}

/** Begins another try of the items that ended in one of these states, and sees the batch through. */
export const run = (input: Input) =>
  goOn(input, (batches, progress) =>
    Effect.gen(function* () {
      const many = yield* batches.retry(input.id, chosen(input))
      yield* progress.note(
        many === 0
          ? `nothing of it is ${chosen(input).join(" or ")}`
          : `${counted(many, "item is", "items are")} tried again`
      )
    })
  )
