// Whole processes, from the spawn to the exit, in turns.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { median, ratio } from "./statistics.mjs"

const bin = fileURLToPath(new URL("../../packages/cli/dist/bin.js", import.meta.url))

const rounds = 15

const commands = {
  "node -e 0": ["-e", "0"],
  "easel --version": [bin, "--version"],
  "easel --help": [bin, "--help"],
  "easel generate --dry-run": [bin, "generate", "a cat", "--dry-run"]
}

const limits = { "easel --version": "1.5×", "easel --help": "2.5×" }

export const measure = async () => {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]))
  for (let index = 0; index < rounds + 1; index++) {
    for (const [name, args] of Object.entries(commands)) {
      const start = performance.now()
      const { status } = spawnSync(process.execPath, args, { stdio: "ignore" })
      if (status !== 0) throw new Error(`${name} ended with ${status}`)
      if (index > 0) times[name].push(performance.now() - start)
    }
  }
  const base = median(times["node -e 0"])
  return [
    {
      title: "Start of the command line",
      head: ["command", "time", "to node -e 0"],
      rows: Object.entries(times).map(([name, values]) => [
        name,
        `${median(values).toFixed(0)} ms`,
        `${ratio(median(values) / base)}${limits[name] === undefined ? "" : ` (limit ${limits[name]})`}`
      ])
    }
  ]
}
