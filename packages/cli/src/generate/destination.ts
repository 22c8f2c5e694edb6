/** Checks where the pictures are to go, before anything is sent. */
import * as Effect from "effect/Effect"
import type { FileError } from "../FileError.js"
import { UsageError } from "../UsageError.js"
import * as OutputName from "./OutputName.js"
import { prepareFolder } from "./saveFile.js"

export interface Choice {
  readonly output: string | undefined
  readonly json: boolean
  /** How many pictures are asked for. */
  readonly count: number
}

/** Reads `-o`; refuses what can't work for these pictures. */
export const parseOutput = (choice: Choice): Effect.Effect<OutputName.OutputName, UsageError> =>
  Effect.gen(function* () {
    const name = yield* OutputName.parse(choice.output)
    if (name._tag !== "Stdout") return name
    if (choice.json) {
      return yield* new UsageError({
        message: "-o - and --json both want stdout",
        hint: "leave one of them out"
      })
    }
    if (choice.count > 1) {
      return yield* new UsageError({
        message: `stdout takes one picture, not ${choice.count}`,
        hint: "give -o a folder"
      })
    }
    if (process.stdout.isTTY) {
      return yield* new UsageError({
        message: "a picture's bytes do not belong on a terminal",
        hint: "redirect it: easel generate … -o - > picture.png"
      })
    }
    return name
  })

/** Makes the folder, and sees that it takes files. */
export const prepare = (name: OutputName.OutputName): Effect.Effect<void, FileError> =>
  name._tag === "Stdout" ? Effect.void : prepareFolder(OutputName.folder(name))
