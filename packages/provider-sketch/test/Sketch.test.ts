import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { OnEvent } from "@easel/core/ImageModel"
import { Sketch } from "@easel/provider-sketch"

const events = ["Progress", "ImagePreview"] as const

/** How a small drawing ends when its listener does something at the first event of a kind. */
const outcome = (tag: (typeof events)[number], then: Effect.Effect<never>) => {
  const onEvent: OnEvent = (event) => (event._tag === tag ? then : Effect.void)
  return Effect.exit(
    Sketch.make().generate({ prompt: "a cat", width: 64, height: 64, seed: 1 }, onEvent)
  )
}

const causeOf = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.match(exit, { onFailure: (cause) => cause, onSuccess: () => Cause.empty })

describe("Sketch", () => {
  for (const tag of events) {
    it.live(`ends as its listener does at the first ${tag}`, () =>
      Effect.gen(function* () {
        const interrupted = causeOf(yield* outcome(tag, Effect.interrupt))
        assert.isTrue(Cause.isInterruptedOnly(interrupted), Cause.pretty(interrupted))
        const died = causeOf(yield* outcome(tag, Effect.die("the listener's own")))
        assert.deepStrictEqual(Array.from(Cause.defects(died)), ["the listener's own"])
      })
    )
  }
})
