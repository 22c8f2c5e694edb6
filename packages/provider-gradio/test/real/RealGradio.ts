/** A real Gradio server on a loopback port, as a test peer. See README.md in this folder. */
import { spawn, type ChildProcess } from "node:child_process"
import * as fs from "node:fs/promises"
import { createServer } from "node:net"
import * as path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { cacheFolder, install } from "./PythonEnvironment.js"
import type { VersionLine } from "./versions.js"

export { availability, install, type Availability } from "./PythonEnvironment.js"
export { versionLines, type VersionLine } from "./versions.js"

export interface RealGradioOptions {
  /** Length of one `infer` or `infer_stream` run, in seconds (default 1). */
  readonly seconds?: number
  /** `queue(max_size)`: how many may wait beside the one that runs (default: any number). */
  readonly queueMax?: number
  /** `launch(show_error=True)`: texts of plain exceptions reach the wire (default false). */
  readonly showError?: boolean
  /** `launch(auth=…)`, as `user:password`. */
  readonly login?: string
  /** Seconds between heartbeats; Gradio's own 15 when absent, and line 5 knows no other. */
  readonly heartbeatSeconds?: number
  /** How long `/config` may take to answer (default 90,000). */
  readonly startTimeoutMillis?: number
}

export interface RealGradio {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly baseUrl: string
  /** As `/config` says, for example `6.31.0`. */
  readonly version: string
  readonly line: VersionLine
  readonly pid: number
  /** The last 64 kB of what the server printed. */
  readonly log: () => string
  /** Ends the server and removes its files; resolves when the process is gone. May be repeated. */
  readonly stop: () => Promise<void>
}

const spaceFile = fileURLToPath(new URL("./space.py", import.meta.url))

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = address !== null && typeof address === "object" ? address.port : 0
      server.close(() => resolve(port))
    })
  })

/** Nothing of our own environment goes in, above all no proxy and no token. */
const environment = (files: string, options: RealGradioOptions): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  LANG: "C.UTF-8",
  HOME: files,
  REAL_SPACE_FILES: files,
  GRADIO_TEMP_DIR: path.join(files, "pictures"),
  GRADIO_ANALYTICS_ENABLED: "False",
  GRADIO_RUN_HISTORY: "false",
  GRADIO_SSR_MODE: "false",
  HF_HUB_OFFLINE: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  NO_PROXY: "*",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUNBUFFERED: "1",
  REAL_SPACE_EXIT_WITH_STDIN: "1",
  REAL_SPACE_SECONDS: String(options.seconds ?? 1),
  ...(options.queueMax === undefined ? {} : { REAL_SPACE_QUEUE_MAX: String(options.queueMax) }),
  ...(options.showError === true ? { REAL_SPACE_SHOW_ERROR: "1" } : {}),
  ...(options.login === undefined ? {} : { REAL_SPACE_LOGIN: options.login }),
  ...(options.heartbeatSeconds === undefined
    ? {}
    : { GRADIO_HEARTBEAT_INTERVAL: String(options.heartbeatSeconds) })
})

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

/** The version that `/config` tells, or `undefined` while the server isn't up. */
const askVersion = async (baseUrl: string): Promise<string | undefined> => {
  try {
    const response = await fetch(`${baseUrl}/config`, { signal: AbortSignal.timeout(2_000) })
    // With a login, /config answers 401: up, but it won't say which version.
    if (response.status === 401) return "unknown"
    const config: unknown = response.ok ? await response.json() : undefined
    if (typeof config !== "object" || config === null || !("version" in config)) return undefined
    return String(config.version)
  } catch {
    return undefined
  }
}

/**
 * Installs the line when needed and starts the Space of `space.py`. Rejects, with the end of the
 * server's output, when it isn't up in time. The server ends with `stop`, with this process
 * (`exit`), and when this process is killed (its standard input closes).
 */
export const start = async (
  line: VersionLine,
  options: RealGradioOptions = {}
): Promise<RealGradio> => {
  const python = await install(line)
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const files = await fs.mkdtemp(path.join(cacheFolder, "files-"))
  const child = spawn(python, [spaceFile, String(port)], {
    cwd: files,
    env: environment(files, options),
    stdio: ["pipe", "pipe", "pipe"]
  })
  let log = ""
  const keep = (chunk: Buffer): void => void (log = (log + chunk.toString()).slice(-65_536))
  child.stdout.on("data", keep)
  child.stderr.on("data", keep)
  child.on("error", (error) => keep(Buffer.from(error.message)))
  child.stdin.on("error", () => undefined)
  const killWithUs = (): void => void child.kill("SIGKILL")
  process.once("exit", killWithUs)
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const stop = async (): Promise<void> => {
    process.removeListener("exit", killWithUs)
    if (child.pid !== undefined) {
      child.kill("SIGKILL")
      await closed
    }
    await fs.rm(files, { recursive: true, force: true })
  }
  const deadline = Date.now() + (options.startTimeoutMillis ?? 90_000)
  while (Date.now() < deadline && !hasEnded(child) && child.pid !== undefined) {
    const version = await askVersion(baseUrl)
    if (version !== undefined) {
      return { baseUrl, version, line, pid: child.pid, log: () => log, stop }
    }
    await sleep(100)
  }
  await stop()
  throw new Error(`Gradio ${line} did not come up on ${baseUrl}: ${log.slice(-2_000)}`)
}
