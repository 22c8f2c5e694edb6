/** The flags of `easel batch` and `easel worker`. */
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import { defaults } from "@easel/batch/BatchSettings"
import * as Option from "effect/Option"
import { plugin } from "../commands/pluginFlag.js"
import { type FlagNames, flagNames } from "../flagNames.js"
import { parseDuration, parseInteger, parseRetries } from "../generate/flagValues.js"
import { output, request } from "../generate/options.js"
import * as values from "./flagValues.js"

const text = (name: string, pseudo: string, description: string) =>
  Options.text(name).pipe(Options.withPseudoName(pseudo), Options.withDescription(description))

const flag = (name: string, description: string) =>
  Options.boolean(name).pipe(Options.withDescription(description))

const database = text(
  "database",
  "path|url",
  "A file, or postgres://… for several machines; default EASEL_DATABASE, else .easel/batches.db."
).pipe(Options.optional)

const jsonLines = flag("json", "One JSON object a line.")

/** What is said while a batch is made. */
const shown = {
  proxy: output.proxy,
  plugin,
  json: flag("json", "Print how it stands as lines of JSON."),
  quiet: flag("quiet", "Print errors and where the pictures are.")
}

const { aspectRatio, fallback, guidanceScale, height, lenient, model } = request
const { negativePrompt, provider, seed, set, steps, width } = request

export const run = {
  out: text(
    "out",
    "folder|s3://…",
    "Where pictures go; default a folder named after the file."
  ).pipe(Options.withAlias("o"), Options.optional),
  provider,
  model,
  fallback,
  negativePrompt,
  width,
  height,
  aspectRatio,
  seed,
  steps,
  guidanceScale,
  set,
  lenient,
  prompt: text(
    "prompt",
    "template",
    'Prompt of every line, with its keys in braces: "A {color} cat".'
  ).pipe(Options.optional),
  name: text("name", "template", 'Name of every picture, such as "{color}/{seed}".').pipe(
    Options.optional
  ),
  concurrency: text(
    "concurrency",
    "n",
    `The most items at once, over all machines; default ${defaults.concurrency}.`
  ).pipe(
    Options.filterMap(values.parseConcurrency, "--concurrency takes a whole number from 1 to 1000"),
    Options.withDefault(defaults.concurrency)
  ),
  rate: text("rate", "n/min", "The most items begun in a minute, also 2/s or 100/h.").pipe(
    Options.filterMap(values.parseRate, "--rate takes a number such as 30/min, 2/s or 100/h"),
    Options.optional
  ),
  budget: text("budget", "n", "Pause after so many submissions.").pipe(
    Options.filterMap(values.parseCount, "--budget takes a whole number from 1"),
    Options.optional
  ),
  maxCost: text("max-cost", "x", "Pause before more is paid, in the provider's unit.").pipe(
    Options.filterMap(values.parseAmount, "--max-cost takes a number above 0"),
    Options.optional
  ),
  retries: text(
    "retries",
    "n",
    `Further attempts at an item, when no job was accepted; default ${defaults.retries}.`
  ).pipe(
    Options.filterMap(parseRetries, "--retries takes a whole number from 0 to 100"),
    Options.withDefault(defaults.retries)
  ),
  timeout: text("timeout", "time", "How long an item may take, such as 90s or 5m.").pipe(
    Options.filterMap(parseDuration, "--timeout takes a length of time such as 90s or 5m"),
    Options.optional
  ),
  onUnknown: text(
    "on-unknown",
    "ask|retry|fail",
    `What becomes of an item that may have been paid without an answer; default ${defaults.onUnknown}.`
  ).pipe(
    Options.filterMap(values.parseOnUnknown, "--on-unknown takes ask, retry or fail"),
    Options.withDefault(defaults.onUnknown)
  ),
  format: text("format", "jsonl|csv|tsv", "What the file is; default by its name.").pipe(
    Options.filterMap(values.parseFileFormat, "--format takes jsonl, csv or tsv"),
    Options.optional
  ),
  noMetadata: flag("no-metadata", "Keep the receipts out of the files."),
  dryRun: flag("dry-run", "Check every line, print what would be made, send nothing."),
  database,
  ...shown
}

export const resume = { database, ...shown }

export const retry = {
  failed: flag("failed", "Those that failed; also when nothing else is named."),
  unknown: flag("unknown", "Those of which nobody knows; they may be paid twice."),
  cancelled: flag("cancelled", "Those that were cancelled."),
  database,
  ...shown
}

export const status = { database, json: jsonLines }
export const list = status
export const cancel = status

export const report = {
  format: text(
    "format",
    "jsonl|csv|html",
    "html is a page of thumbnails; default by the name of the file, else jsonl."
  ).pipe(
    Options.filterMap(values.parseReportFormat, "--format takes jsonl, csv or html"),
    Options.optional
  ),
  output: text("output", "file", "Where it is written; default stdout.").pipe(
    Options.withAlias("o"),
    Options.optional
  ),
  database
}

const lastPort = 65535

export const worker = {
  database,
  host: text(
    "host",
    "name",
    "Where other workers reach this one; default an address of this machine."
  ).pipe(Options.optional),
  port: text("port", "n", "Port for other workers, with --host; default any that is free.").pipe(
    Options.filterMap(
      (value) => Option.filter(parseInteger(value), (port) => port >= 1 && port <= lastPort),
      `--port takes a number from 1 to ${lastPort}`
    ),
    Options.optional
  ),
  grace: text(
    "grace",
    "time",
    "How long work may take to end when it is stopped; default 4s."
  ).pipe(
    Options.filterMap(parseDuration, "--grace takes a length of time such as 10s"),
    Options.optional
  ),
  proxy: output.proxy,
  plugin,
  json: flag("json", "Print what it is called as a line of JSON.")
}

/** The file of a batch. */
export const file = Args.text({ name: "file" }).pipe(
  Args.withDescription("A line for each picture: JSONL, or CSV with a header; - is stdin.")
)

export const id = Args.text({ name: "id" }).pipe(
  Args.withDescription("What the batch is called, see: easel batch list.")
)

/** The flags of each command of the group. */
export const commands: ReadonlyMap<string, FlagNames> = new Map([
  ["run", flagNames(run, ["-m", "-o", "-p"])],
  ["status", flagNames(status)],
  ["resume", flagNames(resume)],
  ["retry", flagNames(retry)],
  ["cancel", flagNames(cancel)],
  ["list", flagNames(list)],
  ["report", flagNames(report, ["-o"])]
])

export const workerFlags = flagNames(worker)
