import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Conformance from "@easel/testkit/Conformance"
import { attachMutants } from "./attachMutants.js"
import { behaviourMutants, stopTimers } from "./behaviourMutants.js"
import { contractMutants } from "./contractMutants.js"
import { faultMutants } from "./faultMutants.js"
import { lantern } from "./lantern.js"
import type { Mutant } from "./Mutant.js"
import { requestMutants } from "./requestMutants.js"

const mutants: ReadonlyArray<Mutant> = [
  ...contractMutants,
  ...requestMutants,
  ...behaviourMutants,
  ...faultMutants,
  ...attachMutants
]

const verdictOf = ({ breaks, changes, hangs }: Mutant) => {
  const tolerances = hangs === true ? { time: Duration.seconds(3) } : {}
  const check = Conformance.checks({ plugin: lantern(changes), tolerances }).find(
    ({ id }) => id === breaks
  )
  assert(check !== undefined, `there is no check ${breaks}`)
  return check.run
}

afterAll(stopTimers)

describe("a plugin with one thing wrong fails the check that is meant for it", () => {
  for (const mutant of mutants) {
    it.live(`${mutant.breaks}: ${mutant.name}`, () =>
      Effect.map(verdictOf(mutant), (verdict) => {
        assert.strictEqual(verdict._tag, "Failed")
      })
    )
  }
})

/** Rows of these tables are judged alike; a mutant of one of them stands for all. */
const tables = /^(wire|once)\//

it("every check has a mutant", () => {
  const broken = new Set(mutants.map(({ breaks }) => breaks))
  const ids = Conformance.checks({ plugin: lantern() }).map(({ id }) => id)
  const without = ids.filter((id) => !broken.has(id) && !tables.test(id) && id !== "kit/skips")
  assert.deepStrictEqual(without, [])
})
