// `npm run test:s3`: pictures in a real object store that speaks S3; arguments go to vitest.
// The store is VersityGW, which Go builds once from its module, and which then serves a temporary
// folder on a loopback port. EASEL_VERSITYGW names one that is there already.
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { ensure, root } from "./ensure.mjs"

const module = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"
const folder = join(root, ".cache", "versitygw-1.8.0")
const built = join(folder, "versitygw")
const program = process.env.EASEL_VERSITYGW ?? built

const keys = { ROOT_ACCESS_KEY: "easel", ROOT_SECRET_KEY: "easel-loopback-only" }

/** Gives the reason when there is no store to be had here. */
const install = () => {
  if (existsSync(program)) return undefined
  if (spawnSync("go", ["version"]).status !== 0) return "no go on the path to build VersityGW with"
  process.stderr.write("test:s3: building VersityGW, which takes minutes the first time…\n")
  mkdirSync(folder, { recursive: true })
  const { status, stderr } = spawnSync("go", ["install", "-ldflags", "-s -w", module], {
    env: { ...process.env, GOBIN: folder },
    encoding: "utf8",
    timeout: 1_800_000
  })
  return status === 0 ? undefined : `go can't build ${module}: ${stderr.trim().split("\n").at(-1)}`
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const answers = async (endpoint) => {
  try {
    await fetch(endpoint)
    return true
  } catch {
    return false
  }
}

/** Starts the store and waits until it listens. */
const start = async (data) => {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const store = spawn(program, ["--quiet", "--port", endpoint.slice(7), "posix", data], {
    env: { ...process.env, ...keys },
    stdio: ["ignore", "ignore", "inherit"]
  })
  const ended = new Promise((resolve) => store.once("exit", resolve))
  for (let tries = 0; tries < 200 && store.exitCode === null; tries++) {
    if (await answers(endpoint)) return { endpoint, store, ended }
    await sleep(100)
  }
  store.kill("SIGKILL")
  throw new Error("the store did not start")
}

const test = async (args) => {
  const data = mkdtempSync(join(tmpdir(), "easel-s3-"))
  try {
    mkdirSync(join(data, "pictures"))
    const { ended, endpoint, store } = await start(data)
    try {
      const vitest = join(root, "node_modules/vitest/vitest.mjs")
      const { status } = spawnSync(
        process.execPath,
        [vitest, "run", "--config", "vitest.s3.config.ts", ...args],
        {
          cwd: root,
          stdio: "inherit",
          env: {
            ...process.env,
            AWS_ACCESS_KEY_ID: keys.ROOT_ACCESS_KEY,
            AWS_SECRET_ACCESS_KEY: keys.ROOT_SECRET_KEY,
            AWS_ENDPOINT_URL: endpoint,
            EASEL_S3_FOLDER: data
          }
        }
      )
      process.exitCode = status ?? 1
    } finally {
      store.kill()
      await ended
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

await ensure()
const reason = process.platform === "win32" ? "not tried on Windows" : install()
if (reason === undefined) await test(process.argv.slice(2))
else console.log(`test:s3 skipped: ${reason}`)
