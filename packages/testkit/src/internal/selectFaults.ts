import type { FakeRequest } from "@easel/core/Fake"
import type { Fault } from "../Fault.js"

/** Counts how often each fault has been asked, and finds those that hit a request. */
export const selectFaults = () => {
  const asked = new Map<Fault, number>()
  return (faults: ReadonlyArray<Fault>, request: FakeRequest): ReadonlyArray<Fault> =>
    faults.filter((fault) => {
      if (!fault.matches(request)) return false
      const before = asked.get(fault) ?? 0
      asked.set(fault, before + 1)
      return before >= fault.skip && before < fault.skip + fault.times
    })
}
