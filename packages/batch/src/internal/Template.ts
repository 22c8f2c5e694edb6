import * as Either from "effect/Either"

/** A text with gaps; `{animal}` is one, `{{` and `}}` are the signs themselves. */
export interface Template {
  readonly parts: ReadonlyArray<Part>
  /** The names of its gaps. */
  readonly names: ReadonlySet<string>
}

type Part = { readonly text: string } | { readonly name: string }

const tokens = /\{\{|\}\}|\{([^{}]*)\}|\{/g

const unescape: Readonly<Record<string, string>> = { "{{": "{", "}}": "}" }

/** Reads a template; `Left` says what is wrong with it. */
export const parse = (source: string): Either.Either<Template, string> => {
  const parts: Array<Part> = []
  let end = 0
  for (const match of source.matchAll(tokens)) {
    const [token, gap] = match
    parts.push({ text: source.slice(end, match.index) })
    end = match.index + token.length
    const text = unescape[token]
    if (text !== undefined) {
      parts.push({ text })
      continue
    }
    const name = gap?.trim()
    if (name === undefined) return Either.left(`a "{" is not closed; "{{" is the sign itself`)
    if (name === "") return Either.left(`"${token}" has no name; "{{" is the sign itself`)
    parts.push({ name })
  }
  parts.push({ text: source.slice(end) })
  const names = parts.flatMap((part) => ("name" in part ? [part.name] : []))
  return Either.right({ parts, names: new Set(names) })
}

/** The text with its gaps filled. */
export const fill = (template: Template, valueOf: (name: string) => string): string =>
  template.parts.map((part) => ("name" in part ? valueOf(part.name) : part.text)).join("")

/** A text that was not written as a template: only what is in `names` is a gap, nothing else. */
export const within = (source: string, names: Iterable<string>): Template => {
  const known = new Set(names)
  const parts = source
    .split(/(?<!\{)\{([^{}]*)\}(?!\})/)
    .map((piece, index): Part =>
      index % 2 === 0
        ? { text: piece }
        : known.has(piece.trim())
          ? { name: piece.trim() }
          : { text: `{${piece}}` }
    )
  const used = parts.flatMap((part) => ("name" in part ? [part.name] : []))
  return { parts, names: new Set(used) }
}
