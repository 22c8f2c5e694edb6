// `npm run check`: format, lint, types of tests and of the programs in the docs, and what is generated;
// prints a line for each. Two of them run at a time.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ensure, root } from "./ensure.mjs"
import { expect, run } from "./steps.mjs"

const tool =
  (path, ...args) =>
  async () => {
    await run(process.execPath, [join(root, path), ...args], { cwd: root })
  }

/** A package's index names every public module, and no other. */
const barrels = () => {
  const missing = []
  for (const name of readdirSync(join(root, "packages"))) {
    const folder = join(root, "packages", name, "src")
    const files = readdirSync(folder)
    if (!files.includes("index.ts")) continue
    const index = readFileSync(join(folder, "index.ts"), "utf8")
    for (const file of files.filter((file) => /^[A-Z].*\.ts$/.test(file))) {
      const module = file.replace(".ts", "")
      if (!index.includes(`"./${module}.js"`)) missing.push(`packages/${name}/src/${file}`)
    }
  }
  expect(missing.length === 0, `not in its index.ts: ${missing.join(", ")}`)
}

const checks = {
  "format (prettier)": tool(
    "node_modules/prettier/bin/prettier.cjs",
    "--check",
    "--log-level",
    "warn",
    "."
  ),
  "lint (oxlint, type-aware)": tool(
    "node_modules/oxlint/bin/oxlint",
    "--type-aware",
    "--deny-warnings"
  ),
  "types of tests": tool("node_modules/typescript/bin/tsc", "-p", "tsconfig.test.json"),
  // Alone, since a provider's package adds its options to the request's type for the whole program.
  "types of core without providers": tool(
    "node_modules/typescript/bin/tsc",
    "-p",
    "packages/core/test/types"
  ),
  "programs in the docs": tool("scripts/check-docs.mjs"),
  "index of each package": barrels,
  "what is generated": tool("scripts/generate.mjs", "--check")
}

await ensure()
const waiting = Object.entries(checks)
let passed = 0
let failed = 0

const runWaiting = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, check] = next
    try {
      await check()
      passed++
      console.log(`ok     ${name}`)
    } catch (error) {
      failed++
      console.log(`FAILED ${name}\n${error.message}`)
    }
  }
}

await Promise.all([runWaiting(), runWaiting()])
console.log(`${passed} checks passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
