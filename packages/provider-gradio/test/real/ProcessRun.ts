import { spawn } from "node:child_process"

export interface Finished {
  /** Exit code; -1 when the program could not be started or ran out of time. */
  readonly code: number
  readonly output: string
}

/** Runs a program to its end with its output collected; never rejects. */
export const run = (
  program: string,
  args: ReadonlyArray<string>,
  timeoutMillis: number
): Promise<Finished> =>
  new Promise((resolve) => {
    let output = ""
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] })
    const timer = setTimeout(() => {
      output += `\n(stopped after ${timeoutMillis} ms)`
      child.kill("SIGKILL")
    }, timeoutMillis)
    const stopWithUs = (): void => void child.kill("SIGKILL")
    process.once("exit", stopWithUs)
    const finish = (code: number): void => {
      clearTimeout(timer)
      process.removeListener("exit", stopWithUs)
      resolve({ code, output })
    }
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.on("error", (error) => {
      output += error.message
      finish(-1)
    })
    child.on("close", (code) => finish(code ?? -1))
  })

/** The last line that says something: pip and Python put the reason there. */
export const lastLine = (output: string): string =>
  output.trim().split("\n").at(-1)?.trim().slice(0, 300) ?? ""
