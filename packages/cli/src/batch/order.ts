/** From what was typed to a batch: its settings, its items, its id. Sends nothing. */
import { resolve } from "node:path"
import * as BatchFile from "@easel/batch/BatchFile"
import * as BatchId from "@easel/batch/BatchId"
import type { BatchItem } from "@easel/batch/BatchItem"
import type { BatchFileError } from "@easel/batch/BatchError"
import type { BatchSettings } from "@easel/batch/BatchSettings"
import { isObjectStore } from "@easel/batch/Outputs"
import type { Service } from "@easel/core/ImageModel"
import { type Found, ProviderRegistry } from "@easel/core/ProviderRegistry"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import type { FileError } from "../FileError.js"
import { requestFields } from "../generate/RequestFlags.js"
import { type Selection, select } from "../generate/select.js"
import type { Input } from "./Input.js"
import { compose } from "./models.js"
import * as SourceFile from "./SourceFile.js"

type Items = Stream.Stream<BatchItem, BatchFileError | FileError>

export interface Order {
  readonly id: string
  readonly source: string
  readonly selection: Selection
  readonly settings: BatchSettings
  readonly model: Service
  /** As the file says; it can be read again. */
  readonly items: Items
  /** The same, each held against the model. */
  readonly checked: Items
}

/** Other machines must find the same model, whatever their environment says. */
const nameOf = ({ model, plugin }: Found): string => `${plugin.id}:${model.name}`

/** Another program may go on from another folder. */
const placeOf = (output: string): string => (isObjectStore(output) ? output : resolve(output))

const settingsOf = (
  input: Input,
  folder: string,
  first: Found,
  others: ReadonlyArray<Found>
): BatchSettings => ({
  models: [nameOf(first), ...others.map(nameOf)],
  retries: input.retries,
  timeout: Option.getOrUndefined(input.timeout),
  concurrency: input.concurrency,
  perMinute: Option.getOrUndefined(input.rate),
  budget: Option.getOrUndefined(input.budget),
  maxCost: Option.getOrUndefined(input.maxCost),
  onUnknown: input.onUnknown,
  output: placeOf(Option.getOrElse(input.out, () => folder)),
  embedReceipt: !input.noMetadata
})

const defaultsOf = (input: Input, provider: string): BatchFile.Defaults => ({
  ...requestFields(input, provider),
  lenient: input.lenient ? true : undefined
})

/** Fails for a model that can't be built, such as one whose key is missing. */
export const make = (input: Input) =>
  Effect.gen(function* () {
    const file = yield* SourceFile.open(input.file)
    const registry = yield* ProviderRegistry
    const selection = yield* select(
      Option.getOrUndefined(input.provider),
      Option.getOrUndefined(input.model)
    )
    const others = yield* Effect.forEach(
      Option.getOrElse(input.fallback, (): ReadonlyArray<string> => []),
      registry.find
    )
    const settings = settingsOf(input, file.folder, selection, others)
    const model = yield* compose(settings)
    const reading = {
      format: Option.getOrUndefined(input.format),
      defaults: defaultsOf(input, selection.plugin.id),
      prompt: Option.getOrUndefined(input.prompt),
      name: Option.getOrUndefined(input.name)
    }
    const items = BatchFile.read({ ...reading, file: file.name, bytes: file.bytes })
    const checked = BatchFile.checked(model, file.name)(items)
    const content = yield* BatchId.sha256(file.bytes)
    const id = BatchId.batchId({ ...reading, source: file.name, content, settings })
    return { id, source: file.name, selection, settings, model, items, checked } satisfies Order
  })
