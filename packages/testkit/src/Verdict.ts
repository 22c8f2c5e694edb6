/** How one check of the conformance kit ended. */
import * as Schema from "effect/Schema"

/** The plugin does what is asked. */
export class Passed extends Schema.TaggedClass<Passed>("@easel/testkit/Passed")("Passed", {}) {}

/** It does not; the message says what was seen and what is due. */
export class Failed extends Schema.TaggedClass<Failed>("@easel/testkit/Failed")("Failed", {
  message: Schema.NonEmptyString
}) {}

/** Left out by whoever ran the kit. */
export class Skipped extends Schema.TaggedClass<Skipped>("@easel/testkit/Skipped")("Skipped", {
  reason: Schema.NonEmptyTrimmedString
}) {}

/** By what the plugin declares, there is nothing to check. */
export class NotApplicable extends Schema.TaggedClass<NotApplicable>(
  "@easel/testkit/NotApplicable"
)("NotApplicable", {
  reason: Schema.NonEmptyString
}) {}

export const Verdict = Schema.Union(Passed, Failed, Skipped, NotApplicable)
export type Verdict = typeof Verdict.Type
