import * as Either from "effect/Either"
import { type MultipartError, type PartInfo, decodeField, make } from "multipasta"
import { BodyTooLarge, MalformedBody } from "../GatewayError.js"
import type { BodyLimits } from "./BodyLimits.js"
import { joined } from "./joined.js"

export interface FormFile {
  /** As the client calls the file; `""` when it doesn't. */
  readonly name: string
  /** As the client declares it. */
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** A name may come several times; the parts are in the order in which they came. */
export interface Form {
  readonly fields: ReadonlyMap<string, ReadonlyArray<string>>
  readonly files: ReadonlyMap<string, ReadonlyArray<FormFile>>
}

type Refusal = BodyTooLarge | MalformedBody

const syntax = (description: string) => new MalformedBody({ reason: "Syntax", description })

const incomplete = new MalformedBody({
  reason: "Incomplete",
  description: "the form stops before its end"
})

const refusalOf = (error: MultipartError, limits: typeof BodyLimits.Service): Refusal => {
  switch (error._tag) {
    case "InvalidBoundary":
      return syntax("the content type of the form names no boundary")
    case "InvalidDisposition":
      return syntax("a part of the form has no name")
    case "BadHeaders":
      return syntax("a part of the form has headers that can't be read")
    case "EndNotReached":
      return incomplete
    case "ReachedLimit":
      return error.limit === "MaxFieldSize"
        ? new BodyTooLarge({ part: "a field of the form", limit: limits.field })
        : syntax(`the form has more than ${limits.parts} parts`)
  }
}

const append = <A>(map: Map<string, Array<A>>, { name }: PartInfo, value: A): void => {
  const values = map.get(name)
  if (values === undefined) map.set(name, [value])
  else values.push(value)
}

/** What is quoted of a name that a client made up. */
const quoted = ({ name }: PartInfo): string => JSON.stringify(name.slice(0, 100))

/**
 * The parts of a multipart form. The parser hears the whole body at once: it takes the last boundary
 * for another one when its two dashes come in different pieces.
 */
export const parseForm = (
  body: Uint8Array,
  contentType: string,
  limits: typeof BodyLimits.Service
): Either.Either<Form, Refusal> => {
  const fields = new Map<string, Array<string>>()
  const files = new Map<string, Array<FormFile>>()
  let refusal: Refusal | undefined
  let done = false
  const refuse = (found: Refusal) => {
    if (!done) refusal ??= found
  }
  const parser = make({
    headers: { "content-type": contentType },
    maxParts: limits.parts,
    maxFieldSize: limits.field,
    onField: (info, value) => append(fields, info, decodeField(info, value)),
    onFile: (info) => {
      const pieces: Array<Uint8Array> = []
      return (piece) => {
        if (piece !== null) return void pieces.push(piece)
        const bytes = joined(pieces)
        if (bytes.length > limits.file) {
          refuse(new BodyTooLarge({ part: `the file ${quoted(info)}`, limit: limits.file }))
        }
        append(files, info, { name: info.filename ?? "", contentType: info.contentType, bytes })
      }
    },
    onError: (error) => refuse(refusalOf(error, limits)),
    onDone: () => {
      done = true
    }
  })
  try {
    parser.write(body)
    parser.end()
  } catch {
    // The parser decodes `filename*` without a look at what is in it.
    refuse(syntax("a part of the form has headers that can't be read"))
  }
  if (refusal !== undefined) return Either.left(refusal)
  return done ? Either.right({ fields, files }) : Either.left(incomplete)
}
