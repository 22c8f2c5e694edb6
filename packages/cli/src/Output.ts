/**
 * What the command line writes: results on stdout, everything else on stderr.
 *
 * A reader that has gone away (`easel … | head -1`) is no error: the rest is dropped quietly and
 * the work goes on, so that pictures are still saved. Any other fault of stdout is remembered and
 * told at the end.
 */
import * as Effect from "effect/Effect"

const write = (stream: NodeJS.WriteStream, content: string | Uint8Array): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    stream.write(content, () => resume(Effect.void))
  })

let fault: NodeJS.ErrnoException | undefined

/** Why stdout could not be written, when that is no reader that has gone away. */
export const stdoutFault = Effect.sync(() => fault)

/** To be called once, before anything is written. */
export const ignoreClosedReaders = Effect.sync(() => {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fault ??= error
  })
  // Nobody is left to tell when stderr itself fails.
  process.stderr.on("error", () => undefined)
})

/** A line of the result. */
export const result = (line: string): Effect.Effect<void> => write(process.stdout, `${line}\n`)

/** A part of a result of many lines. */
export const text = (content: string): Effect.Effect<void> => write(process.stdout, content)

/** A picture as the result. */
export const bytes = (content: Uint8Array): Effect.Effect<void> => write(process.stdout, content)

/** A line for the person at the terminal. */
export const note = (line: string): Effect.Effect<void> => write(process.stderr, `${line}\n`)
