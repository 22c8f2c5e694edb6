/** Virtual environments with a pinned Gradio, made once below `.cache/gradio` and used again. */
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { lastLine, run } from "./ProcessRun.js"
import { requirements, type VersionLine } from "./versions.js"

export type Availability =
  | { readonly available: true; readonly installed: boolean; readonly python: string }
  | { readonly available: false; readonly reason: string }

/** `.cache/gradio` of the checkout (git-ignored). */
export const cacheFolder = fileURLToPath(new URL("../../../../.cache/gradio/", import.meta.url))

const folderOf = (line: VersionLine): string => path.join(cacheFolder, `venv-${line}`)
const pythonOf = (line: VersionLine): string => path.join(folderOf(line), "bin", "python")
const stampOf = (line: VersionLine): string => path.join(folderOf(line), "installed.json")
const stampText = (line: VersionLine): string => JSON.stringify(requirements[line])
const installMillis = 600_000

const isInstalled = async (line: VersionLine): Promise<boolean> => {
  const stamp = await fs.readFile(stampOf(line), "utf8").catch(() => "")
  if (stamp !== stampText(line)) return false
  return (await run(pythonOf(line), ["--version"], 10_000)).code === 0
}

const findPython = async (): Promise<string | undefined> => {
  const check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"
  for (const python of ["python3", "python3.12", "python3.11", "python3.13", "python3.10"]) {
    if ((await run(python, ["-c", check], 10_000)).code === 0) return python
  }
  return undefined
}

const quietPip = ["-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
const onlyAsk = [
  "--dry-run",
  "--ignore-installed",
  "--no-deps",
  "--retries",
  "0",
  "--timeout",
  "10"
]

/** pip reads its own configuration for the registry; wheels only, so that nothing is compiled. */
const pipInstall = (line: VersionLine, python: string, extra: ReadonlyArray<string>) =>
  run(
    python,
    [...quietPip, "install", "--only-binary", ":all:", ...extra, ...requirements[line]],
    installMillis
  )

/** Can this line be run here? Asks the registry only when it isn't installed yet. */
export const availability = async (line: VersionLine): Promise<Availability> => {
  if (process.platform === "win32") return { available: false, reason: "not tried on Windows" }
  if (await isInstalled(line)) {
    return { available: true, installed: true, python: pythonOf(line) }
  }
  const python = await findPython()
  if (python === undefined) {
    return { available: false, reason: "no python3 >= 3.10 with venv and pip" }
  }
  const asked = await pipInstall(line, python, onlyAsk)
  return asked.code === 0
    ? { available: true, installed: false, python }
    : { available: false, reason: `pip can't get Gradio ${line}: ${lastLine(asked.output)}` }
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** One installer at a time, over all processes; a lock whose owner is gone is taken over. */
const withLock = async <A>(line: VersionLine, body: () => Promise<A>): Promise<A> => {
  const lock = path.join(cacheFolder, `venv-${line}.lock`)
  await fs.mkdir(cacheFolder, { recursive: true })
  const deadline = Date.now() + installMillis
  for (;;) {
    const written = await fs
      .writeFile(lock, String(process.pid), { flag: "wx" })
      .then(() => true)
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error
        return false
      })
    if (written) break
    const owner = Number(await fs.readFile(lock, "utf8").catch(() => ""))
    if (owner > 0 && !isRunning(owner)) await fs.rm(lock, { force: true })
    else if (Date.now() > deadline) throw new Error(`Gave up waiting for ${lock}`)
    else await sleep(200)
  }
  try {
    return await body()
  } finally {
    await fs.rm(lock, { force: true })
  }
}

/**
 * The Python of a virtual environment with the pinned packages; installs them on the first call
 * (about half a minute). The stamp is written last, so an interrupted install starts over.
 */
export const install = async (line: VersionLine): Promise<string> => {
  if (await isInstalled(line)) return pythonOf(line)
  return withLock(line, async () => {
    if (await isInstalled(line)) return pythonOf(line)
    const python = await findPython()
    if (python === undefined) throw new Error("no python3 >= 3.10 with venv and pip")
    await fs.rm(folderOf(line), { recursive: true, force: true })
    const made = await run(python, ["-m", "venv", folderOf(line)], 120_000)
    if (made.code !== 0) throw new Error(`python -m venv failed: ${lastLine(made.output)}`)
    const installed = await pipInstall(line, pythonOf(line), [])
    if (installed.code !== 0) throw new Error(`pip install failed: ${lastLine(installed.output)}`)
    await fs.writeFile(`${stampOf(line)}.new`, stampText(line))
    await fs.rename(`${stampOf(line)}.new`, stampOf(line))
    return pythonOf(line)
  })
}
