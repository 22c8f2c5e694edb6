/** What `--dry-run` prints: how many pictures, and the first of them as they would be asked for. */
import type { BatchItem } from "@easel/batch/BatchItem"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Struct from "effect/Struct"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import { readable } from "../terminal/readable.js"
import * as Style from "../terminal/Style.js"
import type { Order } from "./order.js"
import { counted, number } from "./view/words.js"

const shown = 3

/** The request as the model would get it; pictures that go in are counted. */
const resolved = ({ model }: Order, item: BatchItem) =>
  Effect.map(model.resolve(item.request), ({ encodedOptions, request, warnings }) => ({
    name: item.name,
    line: item.line,
    ...Struct.omit(request, "images", "mask", "options"),
    images: request.images.length === 0 ? undefined : request.images.length,
    mask: request.mask === undefined ? undefined : true,
    options: Object.keys(encodedOptions).length === 0 ? undefined : encodedOptions,
    warnings: warnings.length === 0 ? undefined : warnings.map(({ message }) => message)
  }))

const rows = (fields: object): ReadonlyArray<string> =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        `  ${Style.dim(key.padEnd(15), process.stdout)} ${readable(typeof value === "string" ? value : JSON.stringify(value))}`
    )

/** Reads and checks the whole file; sends nothing, and writes nothing. */
export const printOrder = (order: Order, json: boolean) =>
  Effect.gen(function* () {
    const { checked, id, settings } = order
    const { first, total } = yield* Stream.runFold(
      checked,
      { first: Chunk.empty<BatchItem>(), total: 0 },
      ({ first, total }, item) => ({
        first: total < shown ? Chunk.append(first, item) : first,
        total: total + 1
      })
    )
    const requests = yield* Effect.forEach(first, (item) => resolved(order, item))
    if (json) {
      return yield* Output.result(
        jsonLine.format({
          _tag: "DryRun",
          id,
          total,
          models: settings.models,
          output: settings.output,
          requests
        })
      )
    }
    const lines = [
      `${id}: ${counted(total, "item")} by ${settings.models.join(", then ")}, into ${readable(settings.output)}`,
      ...requests.flatMap((fields) => ["", ...rows(fields)]),
      ...(total > shown ? ["", `  and ${number(total - shown)} more`] : [])
    ]
    yield* Effect.forEach(lines, Output.result, { discard: true })
    yield* Output.note(Style.dim("nothing was sent"))
  })
