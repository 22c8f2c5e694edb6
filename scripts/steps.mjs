// Runs commands and counts them, for the checks that print a line per step.
import { spawn } from "node:child_process"

/** What a command that failed printed. */
export class CommandFailed extends Error {
  constructor(command, args, code, output) {
    super(`${[command, ...args].join(" ")} ended with ${code}\n${output}`)
  }
}

/** Without what an npm that runs this has set for itself, and means for this repository alone. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(?:cache|registry|userconfig)$)/i.test(name)
  )
)

/** Runs a command to its end, and gives what it printed; rejects when it fails. */
export const run = (command, args, { cwd, env = {} }) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...inherited, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32"
    })
    let stdout = ""
    let output = ""
    child.stdout.on("data", (chunk) => {
      stdout += chunk
      output += chunk
    })
    child.stderr.on("data", (chunk) => (output += chunk))
    child.once("error", reject)
    child.once("close", (code, signal) =>
      code === 0
        ? resolve({ stdout, output })
        : reject(new CommandFailed(command, args, code ?? signal, output))
    )
  })

/** Fails a step with a reason of its own. */
export const expect = (condition, message) => {
  if (!condition) throw new Error(message)
}

/** Counts steps: each prints a line, and what it failed with. */
export const counter = () => {
  let passed = 0
  let failed = 0
  return {
    /** The work's result, or `undefined` once it failed. */
    step: async (title, work) => {
      const start = performance.now()
      const time = () => `(${((performance.now() - start) / 1000).toFixed(1)} s)`
      try {
        const result = (await work()) ?? true
        passed++
        console.log(`ok     ${title} ${time()}`)
        return result
      } catch (error) {
        failed++
        console.log(`FAILED ${title} ${time()}\n${error.message}`)
        return undefined
      }
    },
    /** Prints the last line and sets the exit code. */
    finish: () => {
      console.log(`${passed} passed, ${failed} failed`)
      process.exitCode = failed === 0 && passed > 0 ? 0 : 1
    }
  }
}
