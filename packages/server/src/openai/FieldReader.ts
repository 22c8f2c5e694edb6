import { InvalidRequest } from "@easel/core/ImageError"
import { Warning } from "@easel/core/ImageEvent"
import type { FormFile } from "../internal/readBody.js"
import type { Fields } from "./Fields.js"
import { type Kind, show } from "./Kind.js"
import { Spellings } from "./Spellings.js"

/**
 * Takes fields one after the other. What is wrong is kept, the first refusal counting; what nobody
 * has taken is left over at the end.
 */
export class FieldReader {
  refusal: InvalidRequest | undefined
  readonly warnings: Array<Warning> = []
  readonly spellings = new Spellings()
  private readonly left: Set<string>

  constructor(private readonly fields: Fields) {
    this.left = new Set([...fields.values.keys(), ...fields.files.keys()])
  }

  /** The values are texts of a form. */
  get isForm(): boolean {
    return this.fields.isForm
  }

  /** The fields that nobody has taken. */
  get leftOver(): ReadonlyArray<string> {
    return Array.from(this.left)
  }

  /** Keeps the refusal when it is the first. */
  refuse(option: string, reason: string, legal?: string): void {
    this.refusal ??= new InvalidRequest({ option, reason, legal })
  }

  /** What could not be used is left out, since the caller is lenient. */
  warn(option: string, reason: string): void {
    const message = `${option}: ${reason}; left out`
    this.warnings.push(new Warning({ code: "Unsupported", message }, { disableValidation: true }))
  }

  /** The first of the names under which something is left to take. */
  has(...names: ReadonlyArray<string>): string | undefined {
    return names.find((name) => this.left.has(name))
  }

  /** The value of a field under one of its names; `undefined` without it, or when it is wrong. */
  take<A>(kind: Kind<A>, ...names: ReadonlyArray<string>): A | undefined {
    const [name, other] = names.filter((candidate) => this.left.has(candidate))
    if (name === undefined) return undefined
    for (const candidate of names) this.left.delete(candidate)
    if (other !== undefined) {
      this.refuse(other, `${name} says it already`)
      return undefined
    }
    const value = this.fields.values.get(name)
    const isText = this.fields.isForm && typeof value === "string"
    const result = isText ? kind.readText(value) : kind.read(value)
    if (result === undefined) {
      const what = this.fields.files.has(name) ? "a file" : show(value)
      this.refuse(name, `expected ${kind.expected}, got ${what}`)
    }
    return result
  }

  /** What was written in a field, whatever it is. */
  valueOf(name: string): unknown {
    return this.fields.values.get(name)
  }

  /** The same, and the field is taken. */
  takeAny(name: string): unknown {
    this.left.delete(name)
    return this.valueOf(name)
  }

  /** The files of a name. */
  takeFiles(name: string): ReadonlyArray<FormFile> | undefined {
    const files = this.left.has(name) ? this.fields.files.get(name) : undefined
    if (files === undefined) return undefined
    this.left.delete(name)
    if (this.fields.values.has(name)) this.refuse(name, "is given as a file and as a text")
    return files
  }
}
