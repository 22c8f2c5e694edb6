/** Faults of the network for some of the requests, so that a test knows beforehand which they are. */
import type { FakeRequest } from "@easel/core/Fake"
import type { Fault } from "@easel/testkit"
import * as Schema from "effect/Schema"

const Submission = Schema.parseJson(Schema.Struct({ prompt: Schema.String }))
const promptIn = Schema.decodeUnknownSync(Submission)

/** The number in the prompt of a submission. */
export const numberIn = ({ text }: FakeRequest): number =>
  Number(/\d+$/.exec(promptIn(text).prompt)?.[0])

/** The same fault, for what is chosen among the requests that it would hit. */
export const among = (
  fault: Fault.Fault,
  numberOf: (request: FakeRequest) => number,
  chooses: (number: number) => boolean
): Fault.Fault => ({
  ...fault,
  matches: (request) => fault.matches(request) && chooses(numberOf(request))
})

/** The same fault, for each number once. */
export const onceEach = (
  fault: Fault.Fault,
  numberOf: (request: FakeRequest) => number
): Fault.Fault => {
  const seen = new Set<number>()
  return among(fault, numberOf, (number) => {
    if (seen.has(number)) return false
    seen.add(number)
    return true
  })
}
