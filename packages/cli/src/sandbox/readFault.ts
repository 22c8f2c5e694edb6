import * as Effect from "effect/Effect"
import { UsageError } from "../UsageError.js"
import type { Faked } from "./StandIns.js"

/** Reads `provider=fault` and checks both against what there is. */
export const readFault = (
  text: string,
  faked: ReadonlyArray<Faked>
): Effect.Effect<readonly [provider: string, fault: string], UsageError> => {
  const [provider = "", fault = ""] = text.split("=", 2)
  const owner = faked.find(({ plugin }) => plugin.id === provider)
  if (owner === undefined) {
    return new UsageError({
      message: `--fault ${text}: it names no provider of this sandbox`,
      hint: "see what there is: easel sandbox --list-faults"
    })
  }
  if (!Object.hasOwn(owner.fake.faults, fault)) {
    return new UsageError({
      message: `--fault ${text}: ${provider} has no such fault`,
      hint: `its faults are ${Object.keys(owner.fake.faults).join(", ")}`
    })
  }
  return Effect.succeed([provider, fault] as const)
}
