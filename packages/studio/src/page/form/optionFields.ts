/** Form fields of a provider's own options, from their JSON Schema. */
import * as v from "valibot"

const Node = v.looseObject({
  type: v.optional(v.union([v.string(), v.array(v.string())])),
  description: v.optional(v.string()),
  enum: v.optional(v.array(v.unknown())),
  anyOf: v.optional(v.array(v.unknown())),
  properties: v.optional(v.record(v.string(), v.unknown())),
  required: v.optional(v.array(v.string())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  default: v.optional(v.unknown()),
  $ref: v.optional(v.string()),
  $defs: v.optional(v.record(v.string(), v.unknown()))
})
type Node = v.InferOutput<typeof Node>

export interface OptionField {
  readonly name: string
  readonly label: string
  readonly hint: string | undefined
  readonly required: boolean
  readonly input: OptionInput
}

export type OptionInput =
  | { readonly kind: "Switch" }
  | { readonly kind: "Choice"; readonly choices: ReadonlyArray<string | number> }
  | {
      readonly kind: "Number"
      readonly whole: boolean
      readonly minimum: number | undefined
      readonly maximum: number | undefined
    }
  | { readonly kind: "Text" }
  /** Text whose digits may be meant as a number. */
  | { readonly kind: "NumberOrText" }
  | { readonly kind: "Json" }

const read = (schema: unknown): Node | undefined => {
  const parsed = v.safeParse(Node, schema)
  return parsed.success ? parsed.output : undefined
}

/** A schema may point to another one of the same document, a few times over. */
const follow = (schema: unknown, root: Node, depth = 8): Node => {
  const node = read(schema) ?? {}
  const name = node.$ref?.replace(/^#\/\$defs\//, "")
  const target = name === undefined ? undefined : root.$defs?.[decodeURIComponent(name)]
  return target === undefined || depth === 0 ? node : follow(target, root, depth - 1)
}

const isChoice = (value: unknown): value is string | number =>
  typeof value === "string" || typeof value === "number"

const isNumeric = ({ type }: Node): boolean => type === "integer" || type === "number"

const inputOf = (node: Node, root: Node): OptionInput => {
  const choices = node.enum?.filter(isChoice) ?? []
  if (choices.length > 0) return { kind: "Choice", choices }
  if (node.type === "boolean") return { kind: "Switch" }
  if (node.type === "string") return { kind: "Text" }
  if (isNumeric(node)) {
    const { maximum, minimum } = node
    return { kind: "Number", whole: node.type === "integer", minimum, maximum }
  }
  const members = (node.anyOf ?? []).map((member) => follow(member, root))
  const others = members.filter(({ type }) => type !== "null")
  const [first] = others
  if (others.length === 1 && first !== undefined) return inputOf(first, root)
  const simple = others.every((member) => member.type === "string" || isNumeric(member))
  return simple && others.some(isNumeric) ? { kind: "NumberOrText" } : { kind: "Json" }
}

/** `"randomizeSeed"` and `"safety_tolerance"` as people write. */
const labelOf = (name: string): string => {
  const words = name
    .replaceAll("_", " ")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What schemas say of themselves when nobody has described them. */
const isSaying = (description: string | undefined): description is string =>
  description !== undefined && !/^(an? (string|number|integer)\b|a boolean)/.test(description)

/** No field for what is no object with properties. */
export const optionFields = (schema: unknown): ReadonlyArray<OptionField> => {
  const root = read(schema) ?? {}
  return Object.entries(root.properties ?? {}).map(([name, property]) => {
    const own = read(property)
    const node = follow(property, root)
    return {
      name,
      label: labelOf(name),
      hint: [own?.description, node.description].find(isSaying),
      required: root.required?.includes(name) ?? false,
      input: inputOf(node, root)
    }
  })
}
