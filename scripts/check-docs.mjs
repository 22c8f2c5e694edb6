// Type-checks every program in the documents: README.md, docs/*.md, and those of the packages.
//
// A fenced `ts` or `js` block with an import is a program; without one it is a fragment and passes.
// A line above a block that begins with `src/Lantern.ts` or <!-- src/Lantern.ts --> names its file, so
// that the programs of one document can import each other: by path, or by the name of the package
// whose `package.json` the document shows.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { root } from "./ensure.mjs"

const folder = join(root, ".cache/docs")

const documents = () => {
  const inFolder = (path) =>
    readdirSync(join(root, path))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${path}/${name}`)
  const ofPackages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`)
  return ["README.md", ...inFolder("docs"), ...ofPackages].filter((path) =>
    existsSync(join(root, path))
  )
}

/** The fenced blocks of a text: language, body, line of the fence, and the file's name, if one was said. */
const blocks = (text) => {
  const found = []
  const lines = text.split("\n")
  let open
  let name
  for (const [index, line] of lines.entries()) {
    if (open !== undefined) {
      if (line.trim() !== open.fence) continue
      const body = lines.slice(open.line, index).join("\n")
      found.push({ ...open, body })
      open = undefined
      name = undefined
      continue
    }
    const [, fence, language] = /^\s*(`{3,})(\w*)/.exec(line) ?? []
    const named = /^(?:`|<!-- )([\w./-]+\.(?:[jt]s|json))(?:`| -->)/.exec(line)?.[1]
    if (fence !== undefined) open = { fence, language, name, line: index + 1 }
    else if (named !== undefined || line.startsWith("#")) name = named
  }
  return found
}

const isProgram = ({ body, language }) =>
  (language === "ts" || language === "js") && /^import\s/m.test(body)

/** Where the names of a package that a document shows lead: from what is built to its source. */
const pathsOf = (manifest, place) =>
  Object.entries(manifest.exports ?? {}).map(([entry, target]) => [
    manifest.name + entry.slice(1),
    [`./${place}/${target.types.replace("./dist/", "src/").replace(".d.ts", ".ts")}`]
  ])

/** The package that docs/plugins.md writes before the reader's eyes. */
const shownPackage = ["easel-provider-magic-lantern", ["./docs/plugins/one-shot-json/src/index.ts"]]

rmSync(folder, { recursive: true, force: true })
const sources = new Map()
const paths = [shownPackage]
for (const path of documents()) {
  const place = path.replace(/\.md$/, "")
  const all = blocks(readFileSync(join(root, path), "utf8"))
  for (const block of all.filter(isProgram)) {
    const numbered = `line${block.line}.${block.language}`
    const wanted = join(folder, place, block.name ?? numbered)
    // A file that is shown twice is checked twice.
    const file = existsSync(wanted) ? join(dirname(wanted), numbered) : wanted
    mkdirSync(dirname(file), { recursive: true })
    // Empty lines above, so that the compiler names the line of the document.
    writeFileSync(file, "\n".repeat(block.line) + block.body)
    sources.set(relative(root, file), path)
  }
  const manifest = all.find(({ name }) => name === "package.json")
  if (manifest !== undefined) paths.push(...pathsOf(JSON.parse(manifest.body), place))
}
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: "../../tsconfig.base.json",
    compilerOptions: {
      composite: false,
      declaration: false,
      declarationMap: false,
      noEmit: true,
      allowJs: true,
      checkJs: true,
      noUnusedLocals: false,
      types: ["node"],
      paths: Object.fromEntries(paths)
    },
    include: ["**/*"]
  })
)

const compiler = join(root, "node_modules/typescript/bin/tsc")
const { status, stderr, stdout } = spawnSync(
  process.execPath,
  [compiler, "-p", folder, "--pretty", "false"],
  { cwd: root, encoding: "utf8" }
)
const named = stdout.replace(/^(\S+)\((\d+),(\d+)\)/gm, (place, file, line, column) => {
  const path = sources.get(file)
  return path === undefined ? place : `${path}:${line}:${column}`
})
process.stdout.write(named + stderr)
process.exitCode = status ?? 1
