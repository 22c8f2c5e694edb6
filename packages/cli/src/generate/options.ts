/** The flags of `easel generate`, and those that `easel reproduce` shares. */
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as AspectRatio from "@easel/core/AspectRatio"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { plugin } from "../commands/pluginFlag.js"
import { flagNames } from "../flagNames.js"
import {
  parseDuration,
  parseFormat,
  parseFallback,
  parseInteger,
  parseNumber,
  parseProviderOption,
  parseProxy,
  parseRetries
} from "./flagValues.js"

const text = (name: string, description: string) =>
  Options.text(name).pipe(Options.withDescription(description))

const number = (name: string, description: string, parse: typeof parseInteger, takes: string) =>
  Options.text(name).pipe(
    Options.withPseudoName("n"),
    Options.withDescription(description),
    Options.filterMap(parse, `--${name} takes ${takes}`)
  )

const integer = (name: string, description: string) =>
  number(name, description, parseInteger, "a whole number")

const flag = (name: string, description: string) =>
  Options.boolean(name).pipe(Options.withDescription(description))

/** Where the picture goes and how the run is shown. */
export const output = {
  output: text(
    "output",
    "A file, a folder, a template such as {slug}-{seed}.{ext}, or - for stdout."
  ).pipe(Options.withAlias("o"), Options.optional),
  timeout: text("timeout", 'How long it may take, such as 90s, 5m or "90 seconds".').pipe(
    Options.filterMap(parseDuration, "--timeout takes a length of time such as 90s or 5m"),
    Options.optional
  ),
  proxy: text("proxy", "Address of the proxy that leads to the service.").pipe(
    Options.filterMap(parseProxy, "--proxy takes an address such as http://127.0.0.1:8080"),
    Options.optional
  ),
  plugin,
  json: flag("json", "Print every event as a line of JSON."),
  quiet: flag("quiet", "Print paths and errors only."),
  noPreview: flag("no-preview", "Show no pictures in the terminal."),
  noMetadata: flag("no-metadata", "Keep the receipt out of the file.")
}

/** What is asked of the model. */
export const request = {
  provider: text("provider", "Id of the provider; default EASEL_PROVIDER, else sketch.").pipe(
    Options.withAlias("p"),
    Options.optional
  ),
  model: text("model", "Name or alias of a model.").pipe(Options.withAlias("m"), Options.optional),
  negativePrompt: text("negative-prompt", "What the picture must not show.").pipe(Options.optional),
  width: integer("width", "Pixels.").pipe(Options.optional),
  height: integer("height", "Pixels.").pipe(Options.optional),
  aspectRatio: text("aspect-ratio", "Gives the side or sides that are left open.").pipe(
    Options.withPseudoName("W:H"),
    Options.filterMap(
      Schema.decodeUnknownOption(AspectRatio.AspectRatio),
      `--aspect-ratio takes one of ${AspectRatio.all.join(", ")}`
    ),
    Options.optional
  ),
  seed: integer("seed", "Same seed, same picture, where the model allows it.").pipe(
    Options.optional
  ),
  steps: integer("steps", "Denoising steps.").pipe(Options.optional),
  guidanceScale: number(
    "guidance-scale",
    "How closely the picture follows the prompt.",
    parseNumber,
    "a number"
  ).pipe(Options.optional),
  count: integer("count", "How many pictures; default 1.").pipe(
    Options.withAlias("n"),
    Options.optional
  ),
  format: text("format", "Format to ask the service for: png, jpeg or webp.").pipe(
    Options.withPseudoName("format"),
    Options.filterMap(parseFormat, "--format takes png, jpeg or webp"),
    Options.optional
  ),
  set: text("set", "An option of the provider, key=value; may be repeated.").pipe(
    Options.repeated,
    Options.filterMap(
      (texts) => Option.all(texts.map(parseProviderOption)),
      "--set takes key=value, such as --set randomizeSeed=true"
    )
  ),
  file: text("file", "Read the prompt from a file.").pipe(Options.optional),
  lenient: flag("lenient", "Drop what the model can't take, with a warning."),
  fallback: text(
    "fallback",
    "Providers or models that are asked when the one before has failed."
  ).pipe(
    Options.withPseudoName("id[,id]"),
    Options.filterMap(parseFallback, "--fallback takes ids of providers or names of models: a,b"),
    Options.optional
  ),
  retries: number(
    "retries",
    "Further attempts with each model, when no job was accepted; default 0.",
    parseRetries,
    "a whole number from 0 to 100"
  ).pipe(Options.optional),
  cache: text(
    "cache",
    "Keep pictures that have a seed, and give them again; --cache=FOLDER for a folder of your own."
  ).pipe(Options.withPseudoName("[=folder]"), Options.optional),
  dryRun: flag("dry-run", "Print the resolved request and send nothing.")
}

/** The words of the prompt. */
export const words = Args.text({ name: "prompt" }).pipe(
  Args.withDescription("What the picture shows; - reads it from stdin."),
  Args.repeated
)

/** Flags whose value may be left out; it is then empty, and never the next word. */
export const optionalValueFlags: ReadonlySet<string> = new Set(["--cache"])

export const { booleanFlags, valueFlags } = flagNames({ ...request, ...output }, [
  "-m",
  "-n",
  "-o",
  "-p"
])
