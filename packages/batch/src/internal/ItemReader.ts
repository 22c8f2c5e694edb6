import { ImageRequest } from "@easel/core/ImageRequest"
import { nearMatches } from "@easel/core/NearMatches"
import * as Prompt from "@easel/core/Prompt"
import * as Either from "effect/Either"
import type { BatchItem } from "../BatchItem.js"
import type { Header } from "./csvRows.js"
import { decodeFields } from "./decodeFields.js"
import type { ItemPlan } from "./ItemOptions.js"
import type { Mistakes } from "./Mistakes.js"
import { NameRegister } from "./NameRegister.js"
import { nameable, withoutExtension } from "./outputName.js"
import type { Row } from "./Row.js"
import { slug } from "@easel/core/Slug"
import * as Template from "./Template.js"
import { always, textOf, unfitValues, unknownVariables } from "./Variables.js"

const isField = (key: string): boolean => Object.hasOwn(ImageRequest.fields, key)

const isPrompt = (key: string): boolean => key === "prompt" || key === "messages"

/** Stands for a prompt without letters or digits in a name. */
const noWords = "picture"

/** Characters of a prompt that a name is made of; some prompts are books. */
const leadingText = 1000

/** Makes items of rows. */
export class ItemReader {
  private readonly names = new NameRegister()
  private header: Header | undefined
  private readonly used = new Set<string>()
  private templatesFit = true
  private count = 0

  constructor(
    private readonly plan: ItemPlan,
    private readonly mistakes: Mistakes
  ) {}

  /** The columns of every row that comes, so that templates are checked once. */
  columns(header: Header): void {
    this.header = header
    this.templatesFit = this.checkTemplates(header.line, header.columns, true)
  }

  read(row: Row): BatchItem | undefined {
    const number = ++this.count
    const { line } = row
    const keys = Array.from(row.values.keys())
    const prompt = this.promptTemplate(row, keys)
    if (!this.checkRow(row, keys, prompt)) return undefined
    const encoded: Record<string, unknown> = {}
    for (const [key, value] of row.values) {
      if (value !== undefined && value !== null && this.isOwnField(key)) encoded[key] = value
    }
    if (prompt !== undefined) {
      encoded["prompt"] = Template.fill(prompt, (name) => this.value(row, name) ?? String(number))
    }
    const request = decodeFields(this.plan.defaults, encoded)
    if (Either.isLeft(request)) {
      for (const reason of request.left) this.mistakes.add(line, reason)
      return undefined
    }
    const name = this.nameOf(row, request.right, number)
    const fault = this.names.take(name, line, request.right.count ?? 1)
    if (fault === undefined) return { number, line, name, request: request.right }
    this.mistakes.add(line, fault)
    return undefined
  }

  /** Columns that served for nothing are a mistake of the header. */
  end(): void {
    if (this.count === 0 && this.mistakes.isEmpty) this.mistakes.add(undefined, "has no items")
    if (this.header === undefined || !this.templatesFit) return
    const { columns, line } = this.header
    for (const key of columns) {
      if (key !== "" && !this.isKnown(key) && !this.used.has(key)) {
        this.mistakes.add(line, this.unusedReason(key))
      }
    }
  }

  /** The template of all lines, or the line's own prompt, whose gaps are its free values. */
  private promptTemplate(
    { values }: Row,
    keys: ReadonlyArray<string>
  ): Template.Template | undefined {
    if (this.plan.prompt !== undefined) return this.plan.prompt
    const own = values.get("prompt")
    return typeof own === "string"
      ? Template.within(
          own,
          keys.filter((key) => !this.isKnown(key))
        )
      : undefined
  }

  private checkRow(
    row: Row,
    keys: ReadonlyArray<string>,
    prompt: Template.Template | undefined
  ): boolean {
    const { line } = row
    const named = this.ownName(row) !== undefined
    if (this.header === undefined ? !this.checkTemplates(line, keys, !named) : !this.templatesFit) {
      return false
    }
    const templates = [
      ...(prompt === undefined ? [] : [prompt]),
      ...(named ? [] : [this.plan.name])
    ]
    const unfit = unfitValues([...templates.flatMap(({ names }) => [...names]), "name"], row)
    for (const reason of unfit) this.mistakes.add(line, reason)
    for (const template of templates) {
      for (const variable of template.names) this.used.add(variable)
    }
    if (this.header !== undefined) return unfit.length === 0
    const unused = keys.filter(
      (key) =>
        !this.isKnown(key) &&
        !this.plan.name.names.has(key) &&
        !templates.some(({ names }) => names.has(key))
    )
    for (const key of unused) this.mistakes.add(line, this.unusedReason(key))
    return unfit.length === 0 && unused.length === 0
  }

  private checkTemplates(line: number, keys: ReadonlyArray<string>, ofName: boolean): boolean {
    const { name, prompt } = this.plan
    const faults = [
      ...(prompt === undefined
        ? []
        : unknownVariables("prompts", prompt, [...keys, ...always.prompt])),
      ...(ofName ? unknownVariables("names", name, [...keys, ...always.name]) : [])
    ]
    for (const fault of faults) this.mistakes.add(line, fault)
    return faults.length === 0
  }

  /** A field that goes into the request as it is. */
  private isOwnField(key: string): boolean {
    return isField(key) && !(this.plan.prompt !== undefined && isPrompt(key))
  }

  private isKnown(key: string): boolean {
    return key === "name" || this.isOwnField(key)
  }

  private unusedReason(key: string): string {
    if (isField(key))
      return `${key}: the template of prompts stands in its place and does not use it`
    const near = nearMatches(key, [...Object.keys(ImageRequest.fields), "name"])
    const hint = near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`
    return `${key}: no such field, and no template uses it${hint}`
  }

  private value({ values }: Row, name: string): string | undefined {
    return values.has(name) ? textOf(values.get(name)) : undefined
  }

  private ownName(row: Row): string | undefined {
    if (this.plan.name.names.has("name")) return undefined
    return this.value(row, "name")?.trim() || undefined
  }

  private nameOf(row: Row, request: ImageRequest, number: number): string {
    const own = this.ownName(row)
    if (own !== undefined) return withoutExtension(own)
    const prompt = Either.getOrElse(Prompt.fromRequest(request), () => "")
    const given: Readonly<Record<string, () => string>> = {
      number: () => String(number).padStart(5, "0"),
      slug: () => slug(prompt.slice(0, leadingText)) || noWords
    }
    const valueOf = (variable: string): string =>
      variable === "prompt" ? prompt : (this.value(row, variable) ?? given[variable]?.() ?? "")
    return withoutExtension(Template.fill(this.plan.name, (name) => nameable(valueOf(name))))
  }
}
