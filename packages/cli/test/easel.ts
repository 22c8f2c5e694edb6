/** Runs the built command line as people do: a process of its own, in a folder of its own. */
import { type ChildProcessByStdio, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Readable, Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** The launcher: built by `npm run build`, or another one named by `EASEL_BIN`. */
export const bin =
  process.env["EASEL_BIN"] ?? fileURLToPath(new URL("../dist/bin.js", import.meta.url))

export interface RunOptions {
  readonly cwd?: string | undefined
  /** Added to a bare environment: nothing of the caller's own settings gets through. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Text for stdin, which is closed after it. */
  readonly stdin?: string | undefined
  /** The test writes to stdin, and ends it. */
  readonly keepStdinOpen?: boolean | undefined
}

export interface Result {
  readonly stdout: string
  readonly stderr: string
  /** 128 plus the signal's number when a signal ended it. */
  readonly code: number
  /** The lines of stdout. */
  readonly lines: ReadonlyArray<string>
}

export type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** The environment of every run. */
export const environment = (
  extra: Readonly<Record<string, string>> = {}
): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: tmpdir(),
  LANG: "C.UTF-8",
  ...extra
})

/** Starts it; for tests that read, write or signal while it runs. */
export const start = (args: ReadonlyArray<string>, options: RunOptions = {}): Child => {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    env: environment(options.env),
    stdio: ["pipe", "pipe", "pipe"]
  })
  child.stdin.on("error", () => undefined)
  if (options.keepStdinOpen !== true) child.stdin.end(options.stdin ?? "")
  return child
}

/** What it wrote and how it ended. */
export const finished = (child: Child): Effect.Effect<Result> =>
  Effect.async<Result>((resume) => {
    const out: Array<Buffer> = []
    const error: Array<Buffer> = []
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk))
    child.stderr.on("data", (chunk: Buffer) => error.push(chunk))
    child.once("close", (code, signal) => {
      const stdout = Buffer.concat(out).toString("utf8")
      resume(
        Effect.succeed({
          stdout,
          stderr: Buffer.concat(error).toString("utf8"),
          code: code ?? (signal === "SIGINT" ? 130 : 143),
          lines: stdout.split("\n").filter((line) => line !== "")
        })
      )
    })
  })

/** Runs it to its end. */
export const easel = (
  args: ReadonlyArray<string>,
  options: RunOptions = {}
): Effect.Effect<Result> => Effect.suspend(() => finished(start(args, options)))

/** A folder that is removed afterwards. */
export const temporaryFolder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "easel-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)
