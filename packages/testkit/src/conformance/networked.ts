import * as Effect from "effect/Effect"
import type { NotApplicable } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import { notApplicable } from "./Definition.js"

/**
 * Passes for a plugin with a stand-in. One without is only let off because `contract/stand-in` holds
 * that it sends nothing.
 */
export const networked = ({ fake }: Bench): Effect.Effect<void, NotApplicable> =>
  fake === undefined
    ? notApplicable("the plugin works without a network and has no stand-in")
    : Effect.void
