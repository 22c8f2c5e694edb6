// `npm run test:openai`: the official Python SDK of OpenAI against the gateway.
// It needs Python 3.10 or later and, the first time, the Python package index.
import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { ensure, root } from "./ensure.mjs"

const requirement = "openai==3.57.0"
const folder = join(root, ".cache", "openai-python")
const stamp = join(folder, "installed")
const environmentPython = join(folder, "bin", "python")
const tests = join(root, "packages/server/test/openai/python")

const run = (command, args) => spawnSync(command, args, { encoding: "utf8", timeout: 600_000 })

const lastLine = ({ error, stderr }) => error?.message ?? stderr.trim().split("\n").at(-1) ?? ""

const isInstalled = () => {
  try {
    return readFileSync(stamp, "utf8") === requirement
  } catch {
    return false
  }
}

const quietPip = ["-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]

/** Installs the SDK in an environment of its own; gives the reason when that can't be done here. */
const install = () => {
  if (isInstalled()) return undefined
  const check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"
  if (run("python3", ["-c", check]).status !== 0) return "no python3 >= 3.10 with venv and pip"
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(root, ".cache"), { recursive: true })
  const made = run("python3", ["-m", "venv", folder])
  if (made.status !== 0) return `python3 -m venv: ${lastLine(made)}`
  // Wheels only, so that nothing is compiled; pip knows its index by itself.
  const wheels = ["--only-binary", ":all:", "--retries", "1", "--timeout", "20"]
  const installed = run(environmentPython, [...quietPip, ...wheels, requirement])
  if (installed.status !== 0) return `pip can't get ${requirement}: ${lastLine(installed)}`
  writeFileSync(stamp, requirement)
  return undefined
}

const firstLine = async (server) => {
  for await (const line of createInterface({ input: server.stdout })) return line
  throw new Error("the gateway did not start")
}

await ensure()
const reason = process.platform === "win32" ? "not tried on Windows" : install()
if (reason !== undefined) {
  console.log(`test:openai skipped: ${reason}`)
} else {
  const viteNode = join(root, "node_modules/vite-node/vite-node.mjs")
  const server = spawn(process.execPath, [viteNode, join(tests, "serve.ts")], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"]
  })
  const ended = new Promise((resolve) => server.once("exit", resolve))
  const addresses = (await firstLine(server)).split(" ")
  const sdk = spawn(environmentPython, [join(tests, "sdk.py"), ...addresses], { stdio: "inherit" })
  process.exitCode = await new Promise((resolve) => sdk.once("exit", (code) => resolve(code ?? 1)))
  server.stdin.end()
  await ended
}
