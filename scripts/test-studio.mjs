// `npm run test:studio`: the studio in a real Chromium; arguments go to vitest. With `--screenshots`
// the pictures in `docs` are taken anew. It needs Debian's `chromium`, which it finds on the path or
// by EASEL_CHROMIUM; as root it installs it. The last line is `N passed, N failed`.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { delimiter, join } from "node:path"
import { ensure, root } from "./ensure.mjs"

const names = ["chromium", "chromium-browser", "google-chrome"]

const onPath = () =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file))

const installed = () => process.env.EASEL_CHROMIUM ?? onPath()

/** Where it may: as root, with Debian's packages. */
const install = () => {
  if (process.getuid?.() !== 0) return
  const apt = (...args) =>
    spawnSync("apt-get", [...args, "-qq", "--no-install-recommends"], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", 2, 2]
    }).status === 0
  if (apt("update")) apt("install", "-y", "chromium")
}

const count = (report) => {
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const { numFailedTests, numFailedTestSuites, numPassedTests } = JSON.parse(
    readFileSync(report, "utf8")
  )
  return {
    passed: numPassedTests,
    failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0)
  }
}

const test = (chromium, args) => {
  const report = join(root, ".cache/studio.json")
  mkdirSync(join(root, ".cache"), { recursive: true })
  rmSync(report, { force: true })
  const wanted = args.filter((arg) => arg !== "--screenshots")
  const screenshots = args.length > wanted.length ? { EASEL_SCREENSHOTS: join(root, "docs") } : {}
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--config",
      "vitest.studio.config.ts",
      ...reporters,
      ...wanted
    ],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, EASEL_CHROMIUM: chromium, ...screenshots }
    }
  )
  const { failed, passed } = count(report)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = status === 0 && failed === 0 ? 0 : 1
}

if (installed() === undefined) install()
const chromium = installed()
if (chromium === undefined) {
  console.log("test:studio was not run: there is no chromium on the path; EASEL_CHROMIUM names one")
  console.log("0 passed, 0 failed")
} else {
  await ensure()
  test(chromium, process.argv.slice(2))
}
