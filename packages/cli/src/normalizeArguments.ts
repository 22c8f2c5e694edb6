/**
 * The command line in the one spelling that `@effect/cli` reads without surprises: flags first, each
 * apart from its value, then `--`, then the words.
 *
 * Left alone it takes a word such as `on` or `1` behind a boolean flag for the flag's value, a flag
 * that it does not know or that lacks its value for words of the prompt, and whatever follows a `-`
 * likewise; it does not know `-n4`.
 */
import * as Either from "effect/Either"
import * as generate from "./generate/options.js"
import * as serve from "./serve/options.js"
import { UsageError } from "./UsageError.js"

interface Flags {
  readonly booleanFlags: ReadonlySet<string>
  readonly valueFlags: ReadonlySet<string>
  readonly optionalValueFlags?: ReadonlySet<string>
}

/** The flags of the commands that are rewritten whole. */
const commands: ReadonlyMap<string, Flags> = new Map<string, Flags>([
  ["generate", generate],
  ["reproduce", generate],
  ["serve", serve]
])

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
    hint:
      command === "serve"
        ? "see: easel serve --help"
        : `see: easel ${command} --help; words of a prompt that begin with a dash go behind --`
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

const groupCommands = ["list", "add", "remove", "check"]

/** `@effect/cli` would answer with the commands of the whole program. */
const checkGroup = (
  args: ReadonlyArray<string>
): Either.Either<ReadonlyArray<string>, UsageError> => {
  const [command = ""] = args
  return groupCommands.includes(command)
    ? Either.right(args)
    : Either.left(
        new UsageError({
          message: `there is no command "plugins ${command}"`,
          hint: `it is one of: ${groupCommands.map((name) => `easel plugins ${name}`).join(", ")}`
        })
      )
}

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

/** The arguments behind the name of the program, rewritten for the commands that need it. */
export const normalizeArguments = (
  args: ReadonlyArray<string>
): Either.Either<ReadonlyArray<string>, UsageError> => {
  const index = args.findIndex((argument) => !argument.startsWith("-"))
  const command = args[index] ?? ""
  const head = args.slice(0, index + 1)
  const tail = args.slice(index + 1)
  if (command === "plugins") {
    return Either.map(checkGroup(tail), ([name = "", ...rest]) => [
      ...head,
      name,
      ...gatherPlugins(rest)
    ])
  }
  const flagsOfCommand = commands.get(command)
  return flagsOfCommand === undefined
    ? Either.right([...head, ...gatherPlugins(tail)])
    : Either.map(sort(tail, command, flagsOfCommand), ({ flags, words }) => [
        ...head,
        ...flags,
        ...(words.length === 0 ? [] : ["--", ...words])
      ])
}
