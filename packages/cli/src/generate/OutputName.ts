/** Which file a picture goes to. */
import { statSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import { UsageError } from "../UsageError.js"
import { slug } from "./slug.js"

/** What `-o` asks for. */
export type OutputName = Data.TaggedEnum<{
  /** The bytes go to stdout. */
  Stdout: {}
  /** Fields in braces are filled in; the extension is part of it. */
  Template: { readonly template: string }
  /** The extension follows the bytes. */
  File: { readonly path: string }
}>
export const OutputName = Data.taggedEnum<OutputName>()

const fields = ["slug", "seed", "n", "provider", "model", "ext"] as const
type Field = (typeof fields)[number]

const isField = (name: string): name is Field => fields.some((field) => field === name)

const standardName = "{slug}-{seed}.{ext}"

/** What can't be looked at is no folder; writing there will say why. */
const isFolder = (path: string): boolean =>
  Either.match(
    Either.try(() => statSync(path).isDirectory()),
    { onLeft: () => false, onRight: (answer) => answer }
  )

const parseTemplate = (template: string): Either.Either<OutputName, UsageError> => {
  const unknown = Array.from(template.matchAll(/\{([^{}]*)\}/g), (match) => match[1] ?? "").find(
    (name) => !isField(name)
  )
  return unknown === undefined
    ? Either.right(OutputName.Template({ template }))
    : Either.left(
        new UsageError({
          message: `the name of the output has an unknown field {${unknown}}`,
          hint: `known are ${fields.map((field) => `{${field}}`).join(" ")}`
        })
      )
}

/** Reads `-o`; without it pictures go to the current folder. */
export const parse = (output: string | undefined): Either.Either<OutputName, UsageError> => {
  if (output === undefined) return parseTemplate(standardName)
  if (output === "-") return Either.right(OutputName.Stdout())
  if (output === "") return Either.left(new UsageError({ message: "-o needs a name" }))
  if (/[/\\]$/.test(output) || isFolder(output)) return parseTemplate(join(output, standardName))
  return /\{[^{}]*\}/.test(output)
    ? parseTemplate(output)
    : Either.right(OutputName.File({ path: normalize(output) }))
}

/** What the fields stand for. */
export interface Values {
  readonly prompt: string
  readonly provider: string
  readonly model: string
  readonly seed: number | "unknown"
  /** Counts the pictures of the run from 1. */
  readonly n: number
  /** Without the dot. */
  readonly extension: string
  readonly time: Date
}

/** Such as `20261120-110501`, in local time. */
const stamp = (time: Date): string => {
  const two = (value: number) => String(value).padStart(2, "0")
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`
}

const valueOf = (field: Field, values: Values): string => {
  switch (field) {
    case "slug":
      return slug(values.prompt)
    case "seed":
      return values.seed === "unknown" ? stamp(values.time) : String(values.seed)
    case "n":
      return String(values.n)
    case "provider":
      return slug(values.provider)
    case "model":
      return slug(values.model)
    case "ext":
      return values.extension
  }
}

const pictureExtension = /\.(png|jpe?g|webp|gif|avif|svg)$/i

const same = (one: string, other: string): boolean =>
  one.toLowerCase().replace("jpeg", "jpg") === other.toLowerCase().replace("jpeg", "jpg")

/** The path with the extension that the bytes ask for. */
const withExtension = (path: string, extension: string): string => {
  const written = pictureExtension.exec(path)?.[1]
  if (written === undefined) return `${path}.${extension}`
  return same(written, extension) ? path : `${path.slice(0, -written.length)}${extension}`
}

/** The path of one picture. */
export const path = (name: Exclude<OutputName, { _tag: "Stdout" }>, values: Values): string =>
  withExtension(
    name._tag === "File"
      ? name.path
      : name.template.replace(/\{([^{}]*)\}/g, (whole, field: string) =>
          isField(field) ? valueOf(field, values) : whole
        ),
    values.extension
  )

/** The name that was written asks for another format than the bytes have. */
export const extensionChanged = (name: OutputName, path: string): boolean => {
  const written = name._tag === "File" ? pictureExtension.exec(name.path)?.[1] : undefined
  const got = pictureExtension.exec(path)?.[1]
  return written !== undefined && got !== undefined && !same(written, got)
}

/** The folder that must be there, as far as it is known before the picture is. */
export const folder = (name: Exclude<OutputName, { _tag: "Stdout" }>): string =>
  dirname(name._tag === "File" ? name.path : `${name.template.split("{")[0] ?? ""}x`)
