/** How the texts of the flags of `easel batch` are read; `None` when they can't be. */
import { OnUnknown, PerMinute } from "@easel/batch/BatchSettings"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { parseInteger, parseNumber } from "../generate/flagValues.js"

const positive = (value: number): boolean => value > 0

const maximumConcurrency = 1000

/** A whole number from 1 to 1000. */
export const parseConcurrency = (text: string): Option.Option<number> =>
  Option.filter(parseInteger(text), (value) => value >= 1 && value <= maximumConcurrency)

/** A whole number from 1. */
export const parseCount = (text: string): Option.Option<number> =>
  Option.filter(parseInteger(text), positive)

/** A number above 0. */
export const parseAmount = (text: string): Option.Option<number> =>
  Option.filter(parseNumber(text), positive)

/** How many of each go into a minute. */
const inMinute: Readonly<Record<string, number>> = { s: 60, min: 1, m: 1, h: 1 / 60 }

const isPerMinute = Schema.is(PerMinute)

/** `"30"` and `"30/min"`, `"2/s"`, `"100/h"`: how many in a minute. */
export const parseRate = (text: string): Option.Option<number> => {
  const [, amount = "", unit = "min"] = /^([^/]+)(?:\/(s|min|m|h))?$/.exec(text.trim()) ?? []
  return parseAmount(amount).pipe(
    Option.map((value) => value * (inMinute[unit] ?? 1)),
    Option.filter(isPerMinute)
  )
}

export const parseOnUnknown = Schema.decodeUnknownOption(OnUnknown)

const FileFormat = Schema.Literal("jsonl", "csv", "tsv")

/** What kind of file a batch is read from. */
export const parseFileFormat = Schema.decodeUnknownOption(FileFormat)

const ReportFormat = Schema.Literal("jsonl", "csv", "html")
export type ReportFormat = typeof ReportFormat.Type

/** What kind of report is written. */
export const parseReportFormat = Schema.decodeUnknownOption(ReportFormat)
