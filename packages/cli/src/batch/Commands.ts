/** Commands to be typed next, as they work in the shell that this one was typed in. */

export interface Commands {
  /** Of `easel batch`, such as `of("retry", "cats", "--failed")`. */
  readonly of: (command: string, ...args: ReadonlyArray<string>) => string
}

const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/**
 * `flags` are those that each of them needs, such as the database; `secrets` the variables that they
 * need beside, whose values are not told.
 */
export const commandsWith = (
  flags: ReadonlyArray<string>,
  secrets: ReadonlyArray<string> = []
): Commands => ({
  of: (command, ...args) =>
    [
      ...secrets.map((name) => `${name}="$${name}"`),
      "easel",
      "batch",
      command,
      ...[...args, ...flags].map(word)
    ].join(" ")
})
