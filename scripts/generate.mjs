// `npm run generate`: writes what is made of the packages of providers: which of them the command
// line brings along, the order in which packages are compiled, and the table of the README. With
// `--check` it writes nothing and names the files that are not as it would write them.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as prettier from "prettier"
import { root } from "./ensure.mjs"

const read = (path) => readFileSync(join(root, path), "utf8")
const readJson = (path) => JSON.parse(read(path))

/** The drawings come first, since they need nothing, and then a real model that needs no key. */
const first = ["sd35", "sketch"]

const providerFolders = readdirSync(join(root, "packages"))
  .filter((name) => name.startsWith("provider-"))
  .filter((name) => existsSync(join(root, "packages", name, "package.json")))

// A new one is not among the packages that are compiled yet.
const { status, stdout } = spawnSync(
  process.execPath,
  [
    join(root, "node_modules/typescript/bin/tsc"),
    "-b",
    ...providerFolders.map((name) => join(root, "packages", name))
  ],
  { encoding: "utf8" }
)
if (status !== 0) {
  process.stderr.write(stdout)
  process.exit(1)
}

const load = async (folder) => {
  const entry = pathToFileURL(join(root, "packages", folder, "dist/index.js")).href
  const { default: plugin } = await import(entry)
  const manifest = readJson(`packages/${folder}/package.json`)
  return plugin === undefined ? [] : [{ folder, manifest, plugin }]
}

const providers = (await Promise.all(providerFolders.map(load)))
  .flat()
  .toSorted(
    (a, b) =>
      first.indexOf(b.plugin.id) - first.indexOf(a.plugin.id) ||
      a.plugin.id.localeCompare(b.plugin.id)
  )

const identifier = (id) => id.replace(/-(.)/g, (_, letter) => letter.toUpperCase())

const builtIn = () => {
  const imports = providers.map(
    ({ manifest, plugin }) => `import ${identifier(plugin.id)} from "${manifest.name}"`
  )
  return `/** The providers that come with the command line. Written by \`npm run generate\`. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
${imports.toSorted().join("\n")}

/** The first is used when nothing is chosen. */
export const builtIn: ReadonlyArray<ImagePlugin> = [${providers.map(({ plugin }) => identifier(plugin.id)).join(", ")}]
`
}

const yes = (value) => (value ? "yes" : "–")

const where = ({ fallback }) => {
  if (fallback === undefined) return "hosted"
  return /^https?:\/\/(127\.|localhost)/.test(fallback) ? "local" : "hosted"
}

/** A value that the models of a provider share, or each of them once. */
const ofModels = (plugin, tell) => [...new Set(plugin.models.map(tell))].join(", ")

const seed = ({ gives, takes }) =>
  [takes.seed === undefined ? [] : ["in"], gives.seed ? ["out"] : []].flat().join(" and ") || "–"

const sizes = ({ takes: { size } }) =>
  size._tag === "SizeRange"
    ? `${size.minimum} to ${size.maximum}`
    : size.sizes.length === 1
      ? `${size.sizes[0].width}×${size.sizes[0].height}`
      : `${size.sizes.length} sizes`

const edits = ({ takes }) =>
  takes.images === 0 ? "–" : takes.mask ? "with mask" : takes.images > 1 ? "several" : "yes"

const columns = {
  provider: ({ folder, plugin }) => `[${plugin.id}](packages/${folder})`,
  service: ({ manifest, plugin }) => manifest.easel.service ?? plugin.label,
  previews: ({ plugin }) => ofModels(plugin, ({ gives }) => yes(gives.previews)),
  progress: ({ plugin }) =>
    ofModels(
      plugin,
      ({ gives }) => ({ Fraction: "percent", Activity: "activity", None: "–" })[gives.progress]
    ),
  queue: ({ plugin }) => ofModels(plugin, ({ gives }) => yes(gives.queue)),
  cancel: ({ plugin }) => ofModels(plugin, ({ gives }) => yes(gives.cancel)),
  seed: ({ plugin }) => ofModels(plugin, seed),
  sizes: ({ plugin }) => ofModels(plugin, sizes),
  edits: ({ plugin }) => ofModels(plugin, edits),
  runs: ({ plugin }) =>
    plugin.settings.baseUrl === undefined ? "in the program" : where(plugin.settings.baseUrl),
  key: ({ manifest, plugin }) =>
    manifest.easel.key ??
    (Object.values(plugin.settings).some(({ secret }) => secret) ? "optional" : "none"),
  "how it was tested": ({ manifest }) => manifest.easel.tested
}

const table = () => {
  const cells = [
    Object.keys(columns),
    Object.keys(columns).map(() => "---"),
    ...providers.map((provider) => Object.values(columns).map((column) => column(provider)))
  ]
  return cells.map((row) => `| ${row.join(" | ")} |`).join("\n")
}

const readme = () =>
  read("README.md").replace(
    /(<!-- providers: npm run generate -->\n)[^]*?(\n<!-- end -->)/,
    (_, start, end) => `${start}\n${table()}\n${end}`
  )

/** Packages that are compiled, those of providers where they belong by name. */
const references = (path, folder, above) => {
  const config = readJson(path)
  const others = config.references
    .map((reference) => reference.path)
    .filter((name) => !name.includes("/provider-"))
  const index = others.findIndex((name) => name.endsWith(above))
  const all = others.toSpliced(
    index + 1,
    0,
    ...providerFolders.toSorted().map((name) => `${folder}/${name}`)
  )
  return JSON.stringify({ ...config, references: all.map((name) => ({ path: name })) })
}

const cliManifest = () => {
  const path = "packages/cli/package.json"
  const manifest = readJson(path)
  const others = Object.entries(manifest.devDependencies).filter(
    ([name]) => !name.startsWith("@easel/provider-")
  )
  const ours = providers.map(({ manifest: { name, version } }) => [name, `^${version}`])
  const devDependencies = Object.fromEntries(
    [...others, ...ours].toSorted(([a], [b]) => a.localeCompare(b))
  )
  return JSON.stringify({ ...manifest, devDependencies }, undefined, 2)
}

const files = {
  "packages/cli/src/builtIn.ts": builtIn,
  "packages/cli/package.json": cliManifest,
  "packages/cli/tsconfig.json": () => references("packages/cli/tsconfig.json", "..", "testkit"),
  "tsconfig.json": () => references("tsconfig.json", "packages", "testkit"),
  "README.md": readme
}

const stale = []
for (const [path, make] of Object.entries(files)) {
  const file = join(root, path)
  const options = await prettier.resolveConfig(file)
  const text = await prettier.format(make(), { ...options, filepath: file })
  if (existsSync(file) && read(path) === text) continue
  stale.push(path)
  if (!process.argv.includes("--check")) writeFileSync(file, text)
}
if (stale.length > 0 && process.argv.includes("--check")) {
  process.stdout.write(`run \`npm run generate\`, these are old: ${stale.join(", ")}\n`)
  process.exitCode = 1
}
