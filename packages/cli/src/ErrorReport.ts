/** Every way in which a command can fail: as text, as JSON, and as an exit code. */
import { stripVTControlCharacters } from "node:util"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import { ImageError, ModelNotFound, ProviderNotFound } from "@easel/core/ImageError"
import * as PluginConfig from "@easel/core/PluginConfig"
import { PluginError } from "@easel/core/ProviderRegistry"
import * as Cause from "effect/Cause"
import * as ConfigError from "effect/ConfigError"
import * as Schema from "effect/Schema"
import { BatchIncomplete } from "./batch/BatchIncomplete.js"
import { exitCodeOfBatchError, isBatchError, textOfBatchError } from "./batch/errorText.js"
import { type ErrorText, ofImageError, type Plugins } from "./ErrorText.js"
import { ExitCode, ofError } from "./ExitCode.js"
import { FileError } from "./FileError.js"
import * as jsonLine from "./jsonLine.js"
import { GenerationsFailed } from "./generate/GenerationsFailed.js"
import type { Loaded } from "./plugins/Loaded.js"
import { PluginFault } from "./plugins/PluginFault.js"
import { whyMissing } from "./plugins/Warnings.js"
import * as Style from "./terminal/Style.js"
import { readable } from "./terminal/readable.js"
import { UsageError } from "./UsageError.js"

const isImageError = Schema.is(ImageError)

const text = (what: string, hint?: string): ErrorText => ({ what, hint, where: "" })

/** The words of `@effect/cli`, which come as a formatted document. */
const validationText = (error: ValidationError.ValidationError): string =>
  readable(stripVTControlCharacters(HelpDoc.toAnsiText(error.error)))

/** How to tell us about what should not have happened. */
const reportHint =
  "this is a defect of Easel: run it again with EASEL_DEBUG=1 and report what it prints"

/** A failure of any kind, in words; `command` is the one that was typed. */
export const toText = (error: unknown, plugins: Plugins, command = "generate"): ErrorText => {
  if (isImageError(error)) return ofImageError(error, plugins)
  if (error instanceof GenerationsFailed || error instanceof BatchIncomplete) {
    return text(error.message)
  }
  if (isBatchError(error)) return textOfBatchError(error)
  if (error instanceof UsageError || error instanceof PluginFault) {
    return text(readable(error.message), error.hint)
  }
  if (error instanceof FileError) {
    const hint = error.doing === "write" ? "choose another place: -o FOLDER" : undefined
    return text(readable(error.message), hint)
  }
  if (ValidationError.isValidationError(error)) {
    return text(validationText(error), `see: easel --help, easel ${command} --help`)
  }
  if (ConfigError.isConfigError(error)) {
    return text(readable(PluginConfig.describeError(error)), "see what is configured: easel doctor")
  }
  if (error instanceof PluginError) return text(error.message)
  return text(
    `something unexpected happened: ${readable(error instanceof Error ? error.message : String(error))}`,
    reportHint
  )
}

/** The exit code of a failure of any kind. */
export const exitCodeOf = (error: unknown): ExitCode => {
  if (isImageError(error)) return ofError(error)
  if (error instanceof GenerationsFailed) {
    return error.done > 0 ? ExitCode.partlyDone : exitCodeOf(error.failures[0].error)
  }
  if (error instanceof BatchIncomplete) return ExitCode.partlyDone
  if (isBatchError(error)) return exitCodeOfBatchError(error)
  const usage =
    error instanceof UsageError ||
    error instanceof PluginFault ||
    (error instanceof FileError && error.doing === "read") ||
    ValidationError.isValidationError(error) ||
    ConfigError.isConfigError(error) ||
    error instanceof PluginError
  return usage ? ExitCode.usage : ExitCode.unexpected
}

/** Lines for stderr. */
export const toLines = (
  error: unknown,
  plugins: Plugins,
  command?: string
): ReadonlyArray<string> => {
  const { hint, what, where } = toText(error, plugins, command)
  return [
    `${Style.red("easel:")} ${what}`,
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...(where === "" ? [] : [`  ${Style.dim(where)}`])
  ]
}

/** What a missing provider or model has to do with plugins that could not be loaded. */
export const missingLines = (error: unknown, loaded: Loaded): ReadonlyArray<string> => {
  const isMissing = error instanceof ProviderNotFound || error instanceof ModelNotFound
  const why = isMissing ? whyMissing(error, loaded) : undefined
  return why === undefined ? [] : [`  ${readable(why)}`]
}

/** Lines for stdout with `--json`; the last one tells that it went wrong. */
export const toJson = (error: unknown): ReadonlyArray<object> =>
  error instanceof GenerationsFailed
    ? error.failures.map((failure) => ({ ...jsonLine.error(failure.error), n: failure.n }))
    : ConfigError.isConfigError(error)
      ? [
          {
            _tag: "Error",
            error: { _tag: "ConfigError", message: PluginConfig.describeError(error) }
          }
        ]
      : ValidationError.isValidationError(error)
        ? [{ _tag: "Error", error: { _tag: "UsageError", message: validationText(error) } }]
        : [jsonLine.error(error)]

/** The error that a person or a script is told of: a failure rather than a defect. */
export const errorOf = (cause: Cause.Cause<unknown>): unknown => Cause.squash(cause)
