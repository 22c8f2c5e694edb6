import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Failed, NotApplicable } from "../Verdict.js"
import type { Group } from "./grade.js"
import type { Bench, Trials } from "./Bench.js"

/** What a check ends with when it does not pass. */
export type Objection = Failed | NotApplicable

/** A check before it has a subject. */
export interface Definition {
  readonly id: `${Group}/${string}`
  readonly title: string
  readonly test: (bench: Bench, trials: Trials) => Effect.Effect<void, Objection, Scope.Scope>
}

export const fail = (message: string): Effect.Effect<never, Failed> =>
  Effect.fail(new Failed({ message }))

/** Fails with the message unless the condition holds. */
export const expect = (condition: boolean, message: string): Effect.Effect<void, Failed> =>
  condition ? Effect.void : fail(message)

export const notApplicable = (reason: string): Effect.Effect<never, NotApplicable> =>
  Effect.fail(new NotApplicable({ reason }))

/** Fails with every problem, one a line; passes when there is none. */
export const expectNone = (problems: ReadonlyArray<string>): Effect.Effect<void, Failed> =>
  problems.length === 0 ? Effect.void : fail(problems.join("\n"))
