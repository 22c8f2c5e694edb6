/** Where the prompt comes from: the words on the command line, stdin, or a file. */
import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { type FileError, fromUnknown } from "../FileError.js"
import { UsageError } from "../UsageError.js"

/** A prompt that is longer is no prompt: 1 MiB. */
const maximumLength = 1024 * 1024

const readStdin: Effect.Effect<string, FileError> = Effect.tryPromise({
  try: async () => {
    const chunks: Array<Buffer> = []
    let length = 0
    for await (const chunk of process.stdin) {
      const bytes = Buffer.from(chunk)
      length += bytes.length
      if (length > maximumLength) break
      chunks.push(bytes)
    }
    return Buffer.concat(chunks).toString("utf8")
  },
  catch: fromUnknown("stdin", "read")
})

const noPrompt = new UsageError({
  message: "there is no prompt",
  hint: 'type one: easel generate "A cat wearing a hat"; or --file FILE, or - for stdin'
})

/** The prompt; surrounding white space is dropped where it was read. */
export const promptText = (
  words: ReadonlyArray<string>,
  file: string | undefined
): Effect.Effect<string, UsageError | FileError> =>
  Effect.gen(function* () {
    if (file !== undefined && words.length > 0) {
      return yield* new UsageError({
        message: "the prompt is given twice, in words and by --file",
        hint: "leave one of them out"
      })
    }
    if (file !== undefined && file !== "-") {
      const text = yield* Effect.tryPromise({
        try: () => readFile(file, "utf8"),
        catch: fromUnknown(file, "read")
      })
      return text.trim()
    }
    if (file === "-" || (words.length === 1 && words[0] === "-")) {
      if (process.stdin.isTTY) return yield* noPrompt
      return (yield* readStdin).trim()
    }
    if (words.length === 0) return yield* noPrompt
    return words.join(" ")
  })
