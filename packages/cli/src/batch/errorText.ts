/** What goes wrong with a batch as a whole: in words, and as an exit code. */
import { resolve } from "node:path"
import {
  BatchFileError,
  BatchNotFound,
  DatabaseError,
  InvalidBatch,
  OutputError
} from "@easel/batch/BatchError"
import * as Schema from "effect/Schema"
import type { ErrorText } from "../ErrorText.js"
import { ExitCode } from "../ExitCode.js"
import { readableLines } from "../terminal/readable.js"
import { commandsWith } from "./Commands.js"
import { standard } from "./standardPlace.js"

export const BatchError = Schema.Union(
  BatchFileError,
  BatchNotFound,
  DatabaseError,
  InvalidBatch,
  OutputError
)
export type BatchError = typeof BatchError.Type

export const isBatchError = Schema.is(BatchError)

/** Only the file of the current folder is found without being named. */
const statusOf = (database: string): string =>
  commandsWith(database === resolve(standard) ? [] : ["--database", database]).of("status")

const databaseHint = ({ database, reason }: DatabaseError): string => {
  switch (reason) {
    case "Locked":
      return `see how it goes on there: ${statusOf(database)}`
    case "NewerVersion":
      return "use the newer Easel that wrote it"
    case "Unreachable":
      return "see whether it can be reached, or name another one: --database, EASEL_DATABASE"
    case "Full":
      return "make room, and type the same again: nothing is lost"
    case "Broken":
      return "type the same again; if it stays so, restore the database or begin another one"
  }
}

const outputHint = (reason: OutputError["reason"]): string => {
  switch (reason) {
    case "Full":
      return "make room, and type the same again: nothing is lost"
    case "Denied":
    case "Missing":
    case "Unreachable":
    case "Invalid":
      return "choose another place: --out FOLDER or --out s3://bucket/prefix"
    case "Taken":
      return "nothing is overwritten; move that file, or choose another place: --out"
  }
}

const hintOf = (error: BatchError): string => {
  switch (error._tag) {
    case "BatchFileError":
      return "nothing was sent; mend the file and type the same again"
    case "BatchNotFound":
      return "see which there are: easel batch list"
    case "InvalidBatch":
      return "nothing was sent; change that and type the same again"
    case "DatabaseError":
      return databaseHint(error)
    case "OutputError":
      return outputHint(error.reason)
  }
}

/** More than these are summed up. */
const maximumMistakes = 20

/** The words of the error, of a file with many mistakes only the first. */
const whatOf = (error: BatchError): string => {
  if (error._tag !== "BatchFileError") return error.message
  const [first, ...others] = error.mistakes
  const shown = others.slice(0, maximumMistakes - 1)
  return new BatchFileError({ ...error, mistakes: [first, ...shown] }).message
}

export const textOfBatchError = (error: BatchError): ErrorText => ({
  what: readableLines(whatOf(error)),
  hint: hintOf(error),
  where: ""
})

export const exitCodeOfBatchError = (error: BatchError): ExitCode =>
  error._tag === "DatabaseError" || error._tag === "OutputError"
    ? ExitCode.transport
    : ExitCode.usage
