// Installs and builds what is missing or stale, so that every command works as the first one typed.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const cache = join(root, ".cache")
const lock = join(cache, "lock")
const stamp = join(cache, "built")

const install = ["install", "--no-save", "--ignore-scripts", "--prefer-offline", "--loglevel=error"]

/** Files whose change makes the build stale, beside the sources of the packages. */
const buildInputs = [
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.base.json",
  "scripts/build.mjs",
  "scripts/build-studio.mjs"
]

const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** npm writes its own lock file last, so that a broken-off install does not count. */
const isInstalled = () => {
  const tolerance = 10_000
  return modified("node_modules/.package-lock.json") + tolerance > modified("package-lock.json")
}

function* sources(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* sources(path)
    else yield path
  }
}

function* inputs() {
  yield* buildInputs
  for (const name of readdirSync(join(root, "packages"))) {
    const folder = `packages/${name}`
    yield `${folder}/package.json`
    yield `${folder}/tsconfig.json`
    yield* sources(`${folder}/src`)
  }
}

const fingerprint = () => {
  const hash = createHash("sha1")
  for (const path of inputs()) {
    const { mtimeMs, size } = statSync(join(root, path))
    hash.update(`${path}\0${mtimeMs}\0${size}\n`)
  }
  return hash.digest("hex")
}

const readStamp = () => {
  try {
    return readFileSync(stamp, "utf8")
  } catch (error) {
    if (error.code === "ENOENT") return undefined
    throw error
  }
}

const isBuilt = () => readStamp() === fingerprint()

/** Runs a step; what it prints goes to stderr, since stdout belongs to the command. */
const step = (title, command, args) => {
  process.stderr.write(`easel: ${title}…\n`)
  const { error, status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32"
  })
  if (error !== undefined || status !== 0) {
    process.stderr.write(
      `easel: ${title} failed; run \`${command} ${args.join(" ")}\` to see why\n`
    )
    process.exit(1)
  }
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

/** One process installs and builds, others wait for it; the lock of a dead process is broken. */
const withLock = async (work) => {
  mkdirSync(cache, { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" })
      break
    } catch (error) {
      if (error.code !== "EEXIST") throw error
    }
    const holder = Number(readFileSync(lock, "utf8"))
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true })
    await sleep(200)
  }
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** Makes sure that the workspace is installed and built. */
export const ensure = async () => {
  if (isInstalled() && isBuilt()) return
  await withLock(() => {
    // Not `npm ci`, which refuses a lock file that lacks the binaries of another platform.
    if (!isInstalled()) step("installing dependencies", "npm", install)
    if (isBuilt()) return
    const before = fingerprint()
    step("building", process.execPath, ["scripts/build.mjs"])
    writeFileSync(stamp, before)
  })
}
