// `npm run check`: format, lint, types of tests and of the programs in the docs, and what is generated;
// prints a line for each.
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ensure, root } from "./ensure.mjs"

const tool =
  (path, ...args) =>
  () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, path), ...args], {
      cwd: root,
      encoding: "utf8"
    })
    return status === 0 ? undefined : `${stdout}${stderr}`
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
  return missing.length === 0 ? undefined : `not in its index.ts: ${missing.join(", ")}\n`
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
let failed = 0
for (const [name, check] of Object.entries(checks)) {
  const problem = check()
  if (problem !== undefined) failed++
  process.stdout.write(`${problem === undefined ? "ok    " : "FAILED"} ${name}\n${problem ?? ""}`)
}
process.stdout.write(`${Object.keys(checks).length - failed} checks passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
