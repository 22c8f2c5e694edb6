/** The options of core under the names that the caller wrote. */
export class Spellings {
  private readonly names = new Map<string, string>()

  /** Says under which name the caller wrote an option of core. */
  set(option: string, name: string | undefined): void {
    if (name !== undefined) this.names.set(option, name)
  }

  /** The same as the caller knows it. */
  readonly of = (option: string): string => {
    const spelled = this.names.get(option)
    if (spelled !== undefined) return spelled
    const dot = option.lastIndexOf(".")
    return dot < 0
      ? option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      : `${this.of(option.slice(0, dot))}${option.slice(dot)}`
  }
}
