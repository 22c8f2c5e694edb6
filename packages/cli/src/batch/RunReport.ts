/** `easel batch report ID` */
import { dirname, extname } from "node:path"
import * as Report from "@easel/batch/Report"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { saveStream } from "../generate/saveFile.js"
import * as Output from "../Output.js"
import { UsageError } from "../UsageError.js"
import * as DatabasePlace from "./DatabasePlace.js"
import { type ReportFormat, parseReportFormat } from "./flagValues.js"
import { looking } from "./session.js"

export interface Input {
  readonly id: string
  readonly format: Option.Option<ReportFormat>
  readonly output: Option.Option<string>
  readonly database: Option.Option<string>
}

const unknownEnding = (path: string) =>
  new UsageError({
    message: `--output: the name of ${path} does not say what is to be written`,
    hint: "end it with .jsonl, .csv or .html, or add --format jsonl, csv or html"
  })

/** As the flag says, then as the file is called. */
const formatOf = ({ format, output }: Input): Effect.Effect<ReportFormat, UsageError> => {
  if (Option.isSome(format)) return Effect.succeed(format.value)
  if (Option.isNone(output)) return Effect.succeed("jsonl")
  const ending = parseReportFormat(extname(output.value).slice(1).toLowerCase())
  return Effect.mapError(ending, () => unknownEnding(output.value))
}

/** A page names its pictures from where it stands. */
const folderOf = ({ output }: Input): string =>
  Option.match(output, { onNone: () => process.cwd(), onSome: dirname })

const reportOf = (input: Input, format: ReportFormat): Report.Report => {
  switch (format) {
    case "jsonl":
      return Report.jsonl(input.id)
    case "csv":
      return Report.csv(input.id)
    case "html":
      return Report.html(input.id, { folder: folderOf(input) })
  }
}

/** Writes it to stdout, or to a file whose path is then printed. */
export const run = (input: Input) =>
  Effect.gen(function* () {
    const format = yield* formatOf(input)
    const place = yield* DatabasePlace.chooseExisting(input.database)
    const text = reportOf(input, format)
    yield* Option.match(input.output, {
      onNone: () => Stream.runForEach(text, Output.text),
      onSome: (path) => Effect.flatMap(saveStream(path, Stream.encodeText(text)), Output.result)
    }).pipe(Effect.provide(looking(place)))
  })
