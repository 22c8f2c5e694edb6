/**
 * The command line in the one spelling that `@effect/cli` reads without surprises: flags first, each
 * apart from its value, then `--`, then the words.
 *
 * Left alone it takes a word such as `on` or `1` behind a boolean flag for the flag's value, a flag
 * that it does not know or that lacks its value for words of the prompt, and whatever follows a `-`
 * likewise; it does not know `-n4`.
 */
import * as Either from "effect/Either"
import * as batch from "./batch/options.js"
import type { FlagNames } from "./flagNames.js"
import * as generate from "./generate/options.js"
import * as serve from "./serve/options.js"
import { UsageError } from "./UsageError.js"

interface Flags extends FlagNames {
  readonly optionalValueFlags?: ReadonlySet<string>
}

/** The flags of the commands that are rewritten whole. */
const commands: ReadonlyMap<string, Flags> = new Map<string, Flags>([
  ["generate", generate],
  ["reproduce", generate],
  ["serve", serve],
  ["worker", batch.workerFlags],
  ...Array.from(batch.commands, ([name, flags]) => [`batch ${name}`, flags] as const)
])

/** Commands whose words are the words of a prompt. */
const takesPrompt: ReadonlySet<string> = new Set(["generate", "reproduce"])

/** Flags of `@effect/cli` itself. */
const builtInFlags = new Set(["--help", "-h", "--version"])
const builtInValueFlags = new Set(["--log-level", "--completions"])

interface Sorted {
  readonly flags: ReadonlyArray<string>
  readonly words: ReadonlyArray<string>
}

/** `--name=value` and `-nvalue` in two parts. */
const split = (argument: string): readonly [name: string, value: string | undefined] => {
  const [, name, value] =
    /^(--[^=]+)=(.*)$/s.exec(argument) ?? /^(-[mnop])=?(.+)$/s.exec(argument) ?? []
  return name === undefined ? [argument, undefined] : [name, value]
}

const unknownFlag = (flag: string, command: string): UsageError =>
  new UsageError({
    message: `there is no flag ${flag}`,
    hint: takesPrompt.has(command)
      ? `see: easel ${command} --help; words of a prompt that begin with a dash go behind --`
      : `see: easel ${command} --help`
  })

/** Flags that are repeated, side by side: `@effect/cli` takes the second of them for a word else. */
const together = (flags: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const byName = new Map<string, Array<string>>()
  for (const [name = "", ...rest] of flags) {
    const found = byName.get(name) ?? []
    byName.set(name, found)
    found.push(name, ...rest)
  }
  return [...byName.values()].flat()
}

const sort = (
  args: ReadonlyArray<string>,
  command: string,
  { booleanFlags, optionalValueFlags, valueFlags }: Flags
): Either.Either<Sorted, UsageError> => {
  const flags: Array<ReadonlyArray<string>> = []
  const words: Array<string> = []
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? ""
    const [name, value] = split(argument)
    if (argument === "--")
      return Either.right({ flags: together(flags), words: [...words, ...args.slice(index + 1)] })
    if (!/^-./s.test(argument)) words.push(argument)
    else if (booleanFlags.has(name)) flags.push([`${name}=${value ?? "true"}`])
    else if (builtInFlags.has(argument)) flags.push([argument])
    else if (optionalValueFlags?.has(name) === true) flags.push([name, value ?? ""])
    else if (valueFlags.has(name) || builtInValueFlags.has(name)) {
      const given = value ?? args[++index]
      if (given === undefined || (given === "" && name === "--set")) {
        return Either.left(new UsageError({ message: `${name} needs a value` }))
      }
      flags.push([name, given])
    } else return Either.left(unknownFlag(argument, command))
  }
  return Either.right({ flags: together(flags), words })
}

/** The commands of the groups. */
const groups: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["plugins", ["list", "add", "remove", "check"]],
  ["batch", [...batch.commands.keys()]]
])

/** `@effect/cli` would answer with the commands of the whole program. */
const checkGroup = (
  group: string,
  names: ReadonlyArray<string>,
  [command = ""]: ReadonlyArray<string>
): Either.Either<string, UsageError> =>
  names.includes(command)
    ? Either.right(command)
    : Either.left(
        new UsageError({
          message: `there is no command "${group} ${command}"`,
          hint: `it is one of: ${names.map((name) => `easel ${group} ${name}`).join(", ")}`
        })
      )

/**
 * The flags `--plugin` side by side in front of the other arguments of a command; elsewhere
 * `@effect/cli` takes the second of them for a word.
 */
const gatherPlugins = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.indexOf("--")
  const own = end < 0 ? args : args.slice(0, end)
  const flags: Array<string> = []
  const others: Array<string> = []
  for (let index = 0; index < own.length; index++) {
    const argument = own[index] ?? ""
    const [name, value] = split(argument)
    if (name !== "--plugin") others.push(argument)
    else {
      const given = value ?? own[++index]
      flags.push(name, ...(given === undefined ? [] : [given]))
    }
  }
  return [...flags, ...others, ...args.slice(own.length)]
}

/** What follows the name of a command. */
const rewrite = (
  command: string,
  args: ReadonlyArray<string>
): Either.Either<ReadonlyArray<string>, UsageError> => {
  const flags = commands.get(command)
  return flags === undefined
    ? Either.right(gatherPlugins(args))
    : Either.map(sort(args, command, flags), ({ flags, words }) => [
        ...flags,
        ...(words.length === 0 ? [] : ["--", ...words])
      ])
}

/** The arguments behind the name of the program, rewritten for the commands that need it. */
export const normalizeArguments = (
  args: ReadonlyArray<string>
): Either.Either<ReadonlyArray<string>, UsageError> => {
  const index = args.findIndex((argument) => !argument.startsWith("-"))
  const command = args[index] ?? ""
  const head = args.slice(0, index + 1)
  const tail = args.slice(index + 1)
  const names = groups.get(command)
  if (names !== undefined) {
    return Either.flatMap(checkGroup(command, names, tail), (name) =>
      Either.map(rewrite(`${command} ${name}`, tail.slice(1)), (rest) => [...head, name, ...rest])
    )
  }
  return Either.map(rewrite(command, tail), (rest) => [...head, ...rest])
}
