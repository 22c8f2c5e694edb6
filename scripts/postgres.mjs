// Starts a PostgreSQL server of its own on loopback, with its data in a temporary folder; for tests and benchmarks.
import { spawn, spawnSync } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

const debian = "/usr/lib/postgresql"

/** Debian keeps each version in a folder of its own; the newest counts. */
const folder = () =>
  existsSync(debian)
    ? readdirSync(debian)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(debian, version, "bin"))
        .find((bin) => existsSync(join(bin, "initdb")))
    : undefined

/** Whether a server can be started here. */
export const hasPostgres = () => folder() !== undefined

const numberOf = (flag) =>
  Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout.trim())

/** The server refuses to run as root; Debian's package brings a user for it. */
const asUser = () => (process.getuid() === 0 ? { uid: numberOf("-u"), gid: numberOf("-g") } : {})

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Gives its address, and how to end it. */
export const startPostgres = async () => {
  const bin = folder()
  if (bin === undefined) throw new Error("there is no PostgreSQL here; apt-get install postgresql")
  const user = asUser()
  const base = mkdtempSync(join(tmpdir(), "easel-postgres-"))
  if (user.uid !== undefined) chownSync(base, user.uid, user.gid)
  const data = join(base, "data")
  const options = { ...user, cwd: base, encoding: "utf8" }
  const init = spawnSync(
    join(bin, "initdb"),
    ["-D", data, "-U", "easel", "-A", "trust", "-E", "UTF8", "--no-sync"],
    options
  )
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr}`)
  const port = await freePort()
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", base],
    { ...user, cwd: base, stdio: "ignore" }
  )
  const ended = new Promise((resolve) => server.once("exit", resolve))
  const url = `postgres://easel@127.0.0.1:${port}/postgres`
  const isUp = () =>
    spawnSync(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port), "-q"]).status === 0
  for (let attempt = 0; !isUp(); attempt++) {
    if (attempt === 200 || server.exitCode !== null) throw new Error("PostgreSQL did not start")
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    /** A database of that name, empty. */
    create: (name) => {
      const made = spawnSync(
        join(bin, "createdb"),
        ["-h", "127.0.0.1", "-p", String(port), "-U", "easel", name],
        { encoding: "utf8" }
      )
      if (made.status !== 0) throw new Error(`createdb failed: ${made.stderr}`)
      return `postgres://easel@127.0.0.1:${port}/${name}`
    },
    stop: async () => {
      server.kill("SIGINT")
      await ended
      rmSync(base, { recursive: true, force: true })
    }
  }
}
