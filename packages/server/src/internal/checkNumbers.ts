import * as Effect from "effect/Effect"
import { SetupError } from "../SetupError.js"

export interface NumberRule {
  readonly option: string
  readonly value: number | undefined
  readonly minimum: number
  readonly maximum?: number | undefined
}

/** Succeeds when each number that was given is a whole one within its bounds. */
export const checkNumbers = (rules: ReadonlyArray<NumberRule>): Effect.Effect<void, SetupError> => {
  for (const { maximum = Number.MAX_SAFE_INTEGER, minimum, option, value } of rules) {
    if (value === undefined) continue
    if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
      const bounds =
        maximum === Number.MAX_SAFE_INTEGER
          ? `of at least ${minimum}`
          : `from ${minimum} to ${maximum}`
      const reason = `${option} must be a whole number ${bounds}, and not ${value}`
      return Effect.fail(new SetupError({ option, reason }))
    }
  }
  return Effect.void
}
