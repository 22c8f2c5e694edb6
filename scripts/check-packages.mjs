// `npm run check:packages`: every package as it would be published. Each is packed and looked at by
// publint and attw; then an empty project installs them as the README says, and runs its program.
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { major, satisfies } from "semver"
import { ensure, root } from "./ensure.mjs"
import { counter, expect, run } from "./steps.mjs"
import { packAll, publishable, serve, strangers } from "./tarballs.mjs"

const ours = (name) => name.startsWith("@easel/")

/** What is wrong with the dependencies that a manifest declares. */
const wrongDependencies = ({
  bin,
  dependencies = {},
  name,
  peerDependencies = {},
  scripts = {}
}) => {
  const wrong = []
  for (const script of ["preinstall", "install", "postinstall"]) {
    if (script in scripts) wrong.push(`runs a script at ${script}`)
  }
  for (const shared of bin === undefined ? ["effect", "@easel/core"] : []) {
    if (shared in dependencies) wrong.push(`${shared} must be a peer: two copies do not meet`)
  }
  for (const [other, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (ours(other) && /^\d/.test(range)) wrong.push(`pins ${other} at ${range}`)
  }
  if (name.startsWith("@easel/provider-")) {
    const peers = Object.keys(peerDependencies).sort().join(" and ")
    if (peers !== "@easel/core and effect") wrong.push(`a plugin's peers are not ${peers}`)
  }
  return wrong
}

/** A plugin says the version of its package. */
const checkVersion = async ({ folder, manifest: { version } }) => {
  const { default: plugin } = await import(pathToFileURL(join(folder, "dist/index.js")).href)
  expect(
    plugin?.contractVersion === undefined || plugin.version === version,
    `the plugin says ${plugin?.version}, its package.json ${version}`
  )
}

/** Makes the next versions in a clone: each range of ours must hold what it names. */
const checkNextVersions = async (clone) => {
  await run("git", ["clone", "--quiet", root, clone], { cwd: root })
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"), "junction")
  await run(process.execPath, ["scripts/version.mjs"], { cwd: clone })
  const manifests = publishable(clone).map(({ manifest }) => manifest)
  const versions = new Map(manifests.map(({ name, version }) => [name, version]))
  const outside = manifests.flatMap(({ dependencies, name, peerDependencies }) =>
    Object.entries({ ...dependencies, ...peerDependencies })
      .filter(([other, range]) => ours(other) && !satisfies(versions.get(other), range))
      .map(([other, range]) => `${name} asks for ${other} ${range}, not ${versions.get(other)}`)
  )
  expect(outside.length === 0, outside.join("\n"))
  const changesets = readdirSync(join(root, ".changeset"))
    .map((file) => readFileSync(join(root, ".changeset", file), "utf8"))
    .join("\n")
  const before = new Map(publishable(root).map(({ manifest }) => [manifest.name, manifest.version]))
  const jumps = [...versions].filter(
    ([name, version]) =>
      major(version) > 0 &&
      major(before.get(name)) === 0 &&
      !changesets.includes(`"${name}": major`)
  )
  expect(jumps.length === 0, `leaves 0.x: ${jumps.map((jump) => jump.join(" ")).join(", ")}`)
}

const lint = async ({ tarball }) => {
  const { buffer, byteLength, byteOffset } = readFileSync(tarball)
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength)
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true })
  expect(messages.length === 0, messages.map((message) => formatMessage(message, pkg)).join("\n"))
}

/** What can be imported of a package: its exports, a wildcard as every file that it stands for. */
const entryPoints = ({ folder, manifest }) =>
  Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (target === null || path === "./package.json") return []
    if (path !== "./*") return [path]
    return readdirSync(join(folder, "dist"))
      .filter((file) => file.endsWith(".js") && file !== "index.js")
      .map((file) => `./${file.slice(0, -".js".length)}`)
  })

/** Types as ESM resolves them; CommonJS is not offered. */
const checkTypes = ({ tarball }, entries) =>
  run(
    process.execPath,
    [
      join(root, "node_modules/@arethetypeswrong/cli/dist/index.js"),
      tarball,
      "--profile",
      "esm-only",
      "--no-definitely-typed",
      "--entrypoints",
      ...new Set(entries)
    ],
    { cwd: root }
  )

/** The README's first program, how it is installed, and what it prints. */
const readme = () => {
  const text = readFileSync(join(root, "README.md"), "utf8")
  const [, after] = text.split("## In a program")
  const [, install] = /```sh\nnpm install (.+)\n```/.exec(after)
  const [, program, output] = /```ts\n([^]+?)```\n+```\n([^]+?)```/.exec(after)
  return { install: install.split(" "), program, output }
}

/** Strict, and without `skipLibCheck`: the declarations of the packages are read too. */
const compilerOptions = {
  module: "NodeNext",
  target: "ES2022",
  lib: ["ES2023", "DOM"],
  strict: true,
  exactOptionalPropertyTypes: true,
  types: ["node"]
}

/** The files of each copy of a package that a project has. */
const copies = async (project, name, env) => {
  const { stdout } = await run("npm", ["ls", name, "--parseable"], { cwd: project, env })
  return [...new Set(stdout.trim().split("\n"))].filter((path) => path.endsWith(name))
}

await ensure()
const folder = mkdtempSync(join(tmpdir(), "easel-packages-"))
const { finish, step } = counter()

const tarballs = (await step("packages packed", () => packAll(folder))) ?? []
for (const each of tarballs) {
  const { name } = each.manifest
  await step(`${name}: dependencies`, () => {
    const wrong = wrongDependencies(each.manifest)
    expect(wrong.length === 0, wrong.join("\n"))
  })
  if (name.startsWith("@easel/provider-")) {
    await step(`${name}: version of its plugin`, () => checkVersion(each))
  }
  await step(`${name}: publint`, () => lint(each))
  const entries = entryPoints(each)
  if (entries.length > 0) {
    await step(`${name}: attw, ${entries.length} entry points`, () => checkTypes(each, entries))
  }
}

await step("the next versions fit each other", () => checkNextVersions(join(folder, "clone")))

const registry = await serve(tarballs)
const project = mkdtempSync(join(folder, "project-"))
const env = registry.environment
const { install, output, program } = readme()

writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }))
writeFileSync(join(project, "program.ts"), program)
writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions }))

const installed = await step(`an empty project: npm install ${install.join(" ")}`, async () => {
  await run("npm", ["install", ...install, "@types/node@20"], { cwd: project, env })
  const foreign = strangers(project, registry.base)
  expect(foreign.length === 0, `not from these tarballs: ${foreign.join(", ")}`)
})
if (installed) {
  await step("one copy of effect and of @easel/core", async () => {
    for (const name of ["effect", "@easel/core"]) {
      const found = await copies(project, name, env)
      expect(found.length === 1, `${name} is there ${found.length} times: ${found.join(", ")}`)
    }
  })
  const compiled = await step("the README's program compiles", () =>
    run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], { cwd: project })
  )
  if (compiled) {
    await step("the README's program prints what it says", async () => {
      const easel = join(root, "packages/cli/dist/bin.js")
      const args = [easel, "sandbox", "--latency", "200ms", "--", process.execPath, "program.js"]
      const { stdout } = await run(process.execPath, args, { cwd: project })
      // How often a service tells its progress is its own business.
      const told = (text) => text.replaceAll(/^Progress\n/gm, "")
      expect(told(stdout).includes(told(output)), `it printed\n${stdout}instead of\n${output}`)
    })
  }
}
registry.close()
rmSync(folder, { recursive: true, force: true })
finish()
