/** Whether the kit itself is used rightly. */
import type { Bench } from "./Bench.js"
import { type Definition, expectNone } from "./Definition.js"

/** A skip that names no check, or gives no reason, would hide what it is about. */
const problemsOf = ({ subject }: Bench, ids: ReadonlySet<string>): ReadonlyArray<string> =>
  (subject.skip ?? []).flatMap(({ check, reason }) => [
    ...(ids.has(check) ? [] : [`there is no check "${check}" to skip`]),
    ...(reason.trim() === "" ? [`the skip of "${check}" has no reason, so the check runs`] : [])
  ])

/** The check of the skips, given all the other checks. */
export const skips = (others: ReadonlyArray<Definition>): Definition => {
  const ids = new Set<string>(others.map(({ id }) => id))
  return {
    id: "kit/skips",
    title: "every skip names a check and gives a reason",
    test: (bench) => expectNone(problemsOf(bench, ids))
  }
}
