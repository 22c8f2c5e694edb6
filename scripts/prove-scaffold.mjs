// `npm run test:scaffold`: from nothing to a provider in use, as its author goes the way. Each
// template is scaffolded outside the repository, and with nothing edited it installs, builds, lints,
// passes its tests and packs; so does the example of a provider that was written by hand. The
// packed plugins are then used by a project of their own: from the command line, and by a program.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { ensure, root } from "./ensure.mjs"
import { counter, expect, run } from "./steps.mjs"
import { packAll, serve, strangers } from "./tarballs.mjs"

await ensure()
const { finish, step } = counter()
const folder = mkdtempSync(join(tmpdir(), "easel-scaffold-"))
const tarballs = (await step("packages packed", () => packAll(folder))) ?? []
const registry = await serve(tarballs)
const env = registry.environment

const npm = (cwd, ...args) => run("npm", args, { cwd, env })

const install = async (project, ...names) => {
  await npm(project, "install", ...names)
  const foreign = strangers(project, registry.base)
  expect(foreign.length === 0, `not from these tarballs: ${foreign.join(", ")}`)
}

/** What `npm create easel-provider` runs, from the tarball. */
const create = (name, template) => {
  const { tarball } = tarballs.find(({ manifest }) => manifest.name === "create-easel-provider")
  const command = ["create-easel-provider", name, "--template", template, "--yes"]
  return npm(folder, "exec", "--yes", `--package=${tarball}`, "--", ...command)
}

/** A copy without what was installed and built. */
const copyExample = (project) =>
  cpSync(join(root, "examples/third-party-provider"), project, {
    recursive: true,
    filter: (path) => !["node_modules", "dist", "package-lock.json"].includes(basename(path))
  })

/** Builds, checks and packs the provider that lies in `project`; gives its tarball. */
const makePlugin = async (title, project) => {
  const commands = {
    "npm install": () => install(project),
    "npm run build": () => npm(project, "run", "build"),
    "npm run lint": () => npm(project, "run", "lint"),
    "npm test": () => npm(project, "test"),
    "npm pack": () => npm(project, "pack", "--pack-destination", folder)
  }
  for (const [command, work] of Object.entries(commands)) {
    if ((await step(`${title}: ${command}`, work)) === undefined) return undefined
  }
  const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"))
  return { name: manifest.name, tarball: join(folder, `${manifest.name}-${manifest.version}.tgz`) }
}

/** The program and the id that the README of an installed package names. */
const readmeOf = (project, name) => {
  const text = readFileSync(join(project, "node_modules", name, "README.md"), "utf8")
  const [, program] = /```js\n([^]+?)```/.exec(text)
  const [, id] = /easel generate .* -p (\S+)/.exec(text)
  return { program, id }
}

const isPng = (path) => readFileSync(path).toString("latin1", 0, 4) === "\x89PNG"

/** Runs a command against the stand-ins of the plugins, and expects one picture of it. */
const makesPicture = async (project, name, command) => {
  const target = mkdtempSync(join(project, "pictures-"))
  const sandbox = ["sandbox", "--plugin", name, "--latency", "200ms", "--"]
  const easel = join(project, "node_modules/.bin/easel")
  await run(easel, [...sandbox, ...command], { cwd: target })
  const [picture, ...others] = readdirSync(target)
  expect(picture !== undefined && others.length === 0, `${target} holds no picture, or several`)
  expect(isPng(join(target, picture)), `${picture} is no PNG`)
}

const plugins = []
for (const template of readdirSync(join(root, "packages/create-easel-provider/templates"))) {
  if (template === "shared") continue
  const name = `my-${template}`
  const created = await step(`${template}: npm create easel-provider ${name} -- --yes`, () =>
    create(name, template)
  )
  if (created) plugins.push(await makePlugin(template, join(folder, name)))
}
const example = join(folder, "third-party-provider")
copyExample(example)
plugins.push(await makePlugin("third-party-provider", example))

const made = plugins.filter((plugin) => plugin !== undefined)
const project = join(folder, "project")
mkdirSync(project)
writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }))
const easel = (...args) => run(join(project, "node_modules/.bin/easel"), args, { cwd: project })

/** Every plugin stands in easel.config.json, and can be used. */
const listsAll = async () => {
  const { stdout } = await easel("plugins", "list", "--json")
  const states = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  for (const { name } of made) {
    const state = states.find((each) => each.name === name)
    expect(
      state?.state === "ready" && state.from === "project",
      `${name}: ${JSON.stringify(state)}`
    )
  }
}

const ready = await step("a project that uses them: npm install", () => {
  const packages = ["@easel/core", "@easel/node", "@easel/cli", "effect@^3.22"]
  return install(project, ...packages, ...made.map(({ tarball }) => tarball))
})
for (const { name } of ready ? made : []) {
  const { id, program } = readmeOf(project, name)
  const file = join(project, `${name}.mjs`)
  writeFileSync(file, program)
  await step(`${name}: easel plugins add`, () => easel("plugins", "add", name))
  await step(`${name}: easel generate`, () =>
    makesPicture(project, name, [
      join(project, "node_modules/.bin/easel"),
      "generate",
      "a lamp",
      "-p",
      id
    ])
  )
  await step(`${name}: the program of its README`, () =>
    makesPicture(project, name, [process.execPath, file])
  )
}
if (ready) await step("every plugin is ready, as easel plugins list says", listsAll)
if (ready) await step("easel plugins check", () => easel("plugins", "check", made.at(-1).name))
registry.close()
rmSync(folder, { recursive: true, force: true })
finish()
