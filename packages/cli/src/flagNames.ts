/** How the flags of a command are written: those that stand alone, and those that take a value. */
import * as Options from "@effect/cli/Options"
import * as Option from "effect/Option"

export interface FlagNames {
  /** Such as `"--json"`. */
  readonly booleanFlags: ReadonlySet<string>
  /** With the short forms of them. */
  readonly valueFlags: ReadonlySet<string>
}

const namesOf = (options: ReadonlyArray<Options.Options<unknown>>): ReadonlyArray<string> =>
  options.flatMap((option) => Option.toArray(Options.getIdentifier(option)))

/** `short` are the short forms of flags with a value, such as `"-o"`. */
export const flagNames = (
  options: Readonly<Record<string, Options.Options<unknown>>>,
  short: ReadonlyArray<string> = []
): FlagNames => {
  const all = Object.values(options)
  return {
    booleanFlags: new Set(namesOf(all.filter((option) => Options.isBool(option)))),
    valueFlags: new Set([...namesOf(all.filter((option) => !Options.isBool(option))), ...short])
  }
}
