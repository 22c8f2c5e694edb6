/**
 * Reads a batch from a file: JSONL, an object on each line, or CSV (TSV) with a header.
 *
 * ```ts
 * const items = BatchFile.read({ file: "cats.csv", bytes, prompt: "a {animal} in a {hat}" }).pipe(
 *   BatchFile.checked(model, "cats.csv")
 * )
 * ```
 *
 * Keys and columns are the fields of an `ImageRequest`, `name`, and whatever a template uses; one
 * that serves for nothing is a mistake, so that no typing error is silent. In CSV an empty cell of a
 * field says nothing, `messages`, `images` and `providerOptions` hold JSON, and pictures are base64 as
 * they are in JSON. Templates have gaps such as `{animal}`; `{{` is the sign itself. In the `prompt`
 * of a line `{animal}` is a gap when the line has an `animal`, and any other brace is just text.
 */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Service } from "@easel/core/ImageModel"
import { BatchFileError } from "./BatchError.js"
import type { BatchItem } from "./BatchItem.js"
import { makeCsvRows } from "./internal/csvRows.js"
import { FileLines } from "./internal/FileLines.js"
import { type Format, formatOf } from "./internal/formatOf.js"
import { ItemReader } from "./internal/ItemReader.js"
import { type Defaults, type ItemPlan, planItems } from "./internal/ItemOptions.js"
import { makeJsonRows } from "./internal/jsonRows.js"
import { Mistakes } from "./internal/Mistakes.js"

export type { Defaults, Format }

export interface Options<E = never, R = never> {
  /** Its path, or what it is called in messages. */
  readonly file: string
  /** Default: by the extension `.jsonl`, `.ndjson`, `.csv` or `.tsv`. */
  readonly format?: Format | undefined
  /** UTF-8, in pieces of any size. */
  readonly bytes: Stream.Stream<Uint8Array, E, R>
  /** For all items; what a line says itself wins, field by field. */
  readonly defaults?: Defaults | undefined
  /**
   * Template of every prompt. Its gaps are the keys of a line, `{prompt}` too, and `{number}`. A line
   * with a prompt that it does not use is a mistake.
   */
  readonly prompt?: string | undefined
  /**
   * Template of the names of lines that have none; of every line when it has `{name}`. Its gaps are
   * the keys of a line, `{number}` (with five digits or more), `{slug}` (some words of the prompt) and
   * `{prompt}`. Values make no folders, the template may. Default `{number}-{slug}`.
   */
  readonly name?: string | undefined
}

/**
 * The items of the file, as it is read. It is read to its end whatever is found, and then fails with
 * all mistakes together: what came before is only of use when the whole stream succeeded. Memory holds
 * a line (at most 16 MiB) and the names of the items.
 */
export const read = <E, R>(
  options: Options<E, R>
): Stream.Stream<BatchItem, BatchFileError | E, R> =>
  Stream.suspend((): Stream.Stream<BatchItem, BatchFileError | E, R> => {
    const { bytes, file } = options
    const mistakes = new Mistakes()
    const format = Either.fromNullable(options.format ?? formatOf(file), () => unknownFormat)
    if (Either.isLeft(format)) mistakes.add(undefined, format.left)
    const plan = planItems(options, mistakes)
    if (Either.isLeft(format) || plan === undefined) return failIfAny(mistakes, file)
    return itemsOf(bytes, format.right, plan, mistakes).pipe(
      Stream.concat(Stream.suspend(() => failIfAny(mistakes, file)))
    )
  })

/**
 * Holds every item against the model, and sends nothing. What the model can't do is a mistake of its
 * line, told at the end together with those of the file. Warnings (of `lenient` items) are not kept:
 * they come again when the picture is made.
 */
export const checked =
  (model: Pick<Service, "resolve">, file: string) =>
  <E, R>(items: Stream.Stream<BatchItem, E, R>): Stream.Stream<BatchItem, BatchFileError | E, R> =>
    Stream.suspend(() => {
      const mistakes = new Mistakes()
      const check = ({ line, number, request }: BatchItem) =>
        Effect.catchAll(Effect.asVoid(model.resolve(request)), (error) =>
          Effect.sync(() => {
            mistakes.add(
              line,
              line === undefined ? `item ${number}: ${error.message}` : error.message
            )
          })
        )
      return items.pipe(
        Stream.mapChunksEffect((chunk) =>
          Effect.as(Effect.forEach(chunk, check, { discard: true }), chunk)
        ),
        Stream.catchAll((error): Stream.Stream<never, E> => {
          if (!(error instanceof BatchFileError)) return Stream.fail(error)
          mistakes.addAll(error)
          return Stream.empty
        }),
        Stream.concat(Stream.suspend(() => failIfAny(mistakes, file)))
      )
    })

const unknownFormat =
  "its format can't be told from its name; call it .jsonl, .ndjson, .csv or .tsv, or say the format"

const itemsOf = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  format: Format,
  plan: ItemPlan,
  mistakes: Mistakes
): Stream.Stream<BatchItem, E, R> => {
  const lines = new FileLines()
  const items = new ItemReader(plan, mistakes)
  const rows =
    format === "jsonl"
      ? makeJsonRows(mistakes)
      : makeCsvRows(format === "tsv" ? "\t" : ",", mistakes, (header) => items.columns(header))
  const itemOf = (row: Parameters<ItemReader["read"]>[0]) => items.read(row) ?? []
  const rest = Effect.gen(function* () {
    const last = lines.end().flatMap(rows.push)
    const left = yield* rows.end
    const found = [...last, ...left].flatMap(itemOf)
    items.end()
    return found
  })
  return bytes.pipe(
    // One piece at a time: a chunk of many would be in memory as items all at once.
    Stream.rechunk(1),
    Stream.mapChunks((pieces) =>
      Chunk.unsafeFromArray(
        Array.from(pieces)
          .flatMap((piece) => lines.push(piece))
          .flatMap(rows.push)
          .flatMap(itemOf)
      )
    ),
    Stream.concat(Stream.unwrap(Effect.map(rest, Stream.fromIterable)))
  )
}

const failIfAny = (mistakes: Mistakes, file: string): Stream.Stream<never, BatchFileError> => {
  const error = mistakes.error(file)
  return error === undefined ? Stream.empty : Stream.fail(error)
}
