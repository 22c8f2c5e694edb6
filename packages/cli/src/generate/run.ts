/** `easel generate` */
import type { MediaType } from "@easel/core/MediaType"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { ImageRequest } from "@easel/core/ImageRequest"
import { InvalidRequest } from "@easel/core/ImageError"
import type { ModelInfo } from "@easel/core/ModelInfo"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Plugins from "../Plugins.js"
import { type PolicyFlags, composeModel } from "./composeModel.js"
import { parseOutput, prepare } from "./destination.js"
import { makePictures } from "./makePictures.js"
import { openCache } from "./pictureCache.js"
import { plan } from "./plan.js"
import { printPlan } from "./printPlan.js"
import { promptText } from "./promptText.js"
import * as Report from "./Report.js"
import * as Style from "../terminal/Style.js"
import { type RequestFlags, requestFields } from "./RequestFlags.js"
import { select } from "./select.js"
import { resolveCall } from "./resolveCall.js"
import { settingsLayer } from "./settingsLayer.js"

/** Where pictures go and how the run is shown. */
export interface OutputInput {
  readonly output: Option.Option<string>
  readonly timeout: Option.Option<Duration.Duration>
  readonly proxy: Option.Option<string>
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
  readonly quiet: boolean
  readonly noPreview: boolean
  readonly noMetadata: boolean
}

export interface GenerateInput extends OutputInput, PolicyFlags, RequestFlags {
  /** Its folder; empty for the one of the user. */
  readonly cache: Option.Option<string>
  readonly words: ReadonlyArray<string>
  readonly provider: Option.Option<string>
  readonly model: Option.Option<string>
  readonly count: Option.Option<number>
  readonly format: Option.Option<MediaType>
  readonly file: Option.Option<string>
  readonly lenient: boolean
  readonly dryRun: boolean
}

/** What no model could take, as core says it. */
const refuse = (error: unknown, provider: string, model: string): InvalidRequest => {
  const [issue] = ParseResult.isParseError(error)
    ? ParseResult.ArrayFormatter.formatErrorSync(error)
    : []
  return new InvalidRequest({
    option: issue?.path.map(String).join(".") ?? "request",
    reason: issue?.message ?? String(error),
    provider,
    model
  })
}

const toRequest = (
  input: GenerateInput,
  plugin: ImagePlugin,
  model: string,
  prompt: string
): Effect.Effect<ImageRequest, InvalidRequest> =>
  Effect.try({
    try: () =>
      new ImageRequest({
        prompt,
        model,
        ...requestFields(input, plugin.id),
        count: Option.getOrUndefined(input.count),
        outputFormat: Option.getOrUndefined(input.format),
        lenient: input.lenient
      }),
    catch: (error) => refuse(error, plugin.id, model)
  })

/** Said once, when nobody chose a provider. */
const defaultNote = (plugin: ImagePlugin, plugins: ReadonlyArray<ImagePlugin>): string => {
  const says = plugin.note === undefined ? "" : `: ${plugin.note}`
  const other = plugins.find(({ id }) => id !== plugin.id)?.id ?? "ID"
  const choose = `easel generate -p ${other} …, or EASEL_PROVIDER=${other}; see: easel providers`
  return `${plugin.label}${says}\nFor a real model: ${choose}`
}

/** Each picture without a seed is a new one. */
const withoutSeed = ({ name, takes }: ModelInfo): string =>
  takes.seed === undefined
    ? `--cache keeps nothing here: ${name} takes no seed`
    : "--cache keeps only pictures with a seed: give --seed"

/** Makes pictures and saves them. */
export const run = (input: GenerateInput) =>
  Effect.gen(function* () {
    const prompt = yield* promptText(input.words, Option.getOrUndefined(input.file))
    const count = Option.getOrUndefined(input.count)
    const name = yield* parseOutput({
      output: Option.getOrUndefined(input.output),
      json: input.json,
      count: count ?? 1
    })
    const plugins = yield* Plugins.use(input.plugin)
    return yield* Effect.gen(function* () {
      const selection = yield* select(
        Option.getOrUndefined(input.provider),
        Option.getOrUndefined(input.model)
      )
      const { byDefault, model: info, plugin } = selection
      const request = yield* toRequest(input, plugin, info.name, prompt)
      const store = yield* Effect.transposeOption(
        Option.map(input.dryRun ? Option.none() : input.cache, openCache)
      )
      const { model, plugins: asked, timeout } = yield* composeModel(selection, input, store)
      const calls = plan(count, info.takes.count, request.seed)
      if (input.dryRun) return yield* printPlan(plugin, model, request, calls, input.json)
      yield* Effect.forEach(calls, (call) => resolveCall(model, request, call))
      yield* prepare(name)
      const report = yield* Report.make({ ...input, calls: calls.length })
      if (byDefault) yield* report.note(Style.dim(defaultNote(plugin, plugins)))
      if (Option.isSome(input.cache) && request.seed === undefined) {
        yield* report.note(Style.dim(withoutSeed(info)))
      }
      let pictures = 0
      const destination = {
        name,
        metadata: !input.noMetadata,
        report,
        nextNumber: () => ++pictures
      }
      yield* makePictures({ plugins: asked, model, request, calls, destination, timeout })
    }).pipe(Effect.scoped, Effect.provide(settingsLayer(plugins, input)))
  })
