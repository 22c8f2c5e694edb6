/** Environment variables as lines for a POSIX shell. */

const plain = /^[\w@%+=:,./-]+$/

const quote = (value: string): string =>
  plain.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`

/** `export NAME=value`, safe to be evaluated. */
export const exportLines = (variables: Readonly<Record<string, string>>): ReadonlyArray<string> =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`)
