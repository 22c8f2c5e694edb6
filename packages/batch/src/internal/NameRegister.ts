import { identity, nameFault } from "./outputName.js"

/**
 * The names that are taken and by which line. It holds every name of the file, about 100 bytes for
 * each: a hash could call two names the same that are not.
 */
export class NameRegister {
  private readonly lines = new Map<string, number>()

  /** Takes the name, and those of further pictures; or says why it can't be had. */
  take(name: string, line: number, pictures: number): string | undefined {
    const fault = nameFault(name)
    if (fault !== undefined) return `the name ${JSON.stringify(name)} ${fault}`
    for (let picture = 1; picture <= pictures; picture++) {
      const full = picture === 1 ? name : `${name}-${picture}`
      const key = identity(full)
      const other = this.lines.get(key)
      if (other !== undefined) {
        return `the name ${JSON.stringify(full)} is that of line ${other} too`
      }
      this.lines.set(key, line)
    }
    return undefined
  }
}
