import { UsageError } from "./usageError.js"

/** One name in every form that a package needs. */
export interface Names {
  /** `magic-lantern` */
  readonly kebab: string
  /** `magiclantern`: the provider's id, and the key of its options. */
  readonly id: string
  /** `MAGIC_LANTERN`: in the names of its variables. */
  readonly constant: string
  /** `Magic Lantern`: for people. */
  readonly label: string
}

const prefix = "easel-provider-"

/** The longest that leaves room for the prefix in the name of a package. */
const longest = 100

/** Reads the name of a service, with or without the prefix of its package. */
export const namesOf = (name: string): Names => {
  const kebab = name.startsWith(prefix) ? name.slice(prefix.length) : name
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(kebab) || kebab.length > longest) {
    throw new UsageError(
      `"${name}" can't name a provider: lower-case letters, digits and single dashes between them, ` +
        `a letter first, at most ${longest} characters; try my-service`
    )
  }
  const words = kebab.split("-")
  return {
    kebab,
    id: words.join(""),
    constant: words.join("_").toUpperCase(),
    label: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ")
  }
}

/** The name that the templates are written for. */
const placeholder = namesOf("magic-lantern")

/** Puts the names of a service where the templates have their own. */
export const rename = (text: string, names: Names): string =>
  text
    .replaceAll(placeholder.kebab, names.kebab)
    .replaceAll(placeholder.id, names.id)
    .replaceAll(placeholder.constant, names.constant)
    .replaceAll(placeholder.label, names.label)
