// Compiles the packages, bundles the command line, and renders what it prints without loading it.
import { spawnSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cli = join(root, "packages/cli")
const dist = join(cli, "dist")
const { version } = JSON.parse(readFileSync(join(cli, "package.json"), "utf8"))

/** Runs Node and gives what it printed; a failure is shown as the tool told it. */
const run = (...args) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8"
  })
  if (status === 0) return stdout
  process.stderr.write(`${stdout}${stderr}`)
  process.exit(1)
}

run("node_modules/typescript/bin/tsc", "-b")

rmSync(dist, { recursive: true, force: true })
await build({
  absWorkingDir: cli,
  entryPoints: { bin: "src/bin.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.9",
  minify: true,
  legalComments: "none",
  external: ["sharp"],
  // Dependencies that are CommonJS call `require` of Node's modules.
  banner: {
    js: 'import{createRequire as easelRequire}from"node:module";const require=easelRequire(import.meta.url);'
  },
  chunkNames: "chunks/[name]-[hash]",
  define: { EASEL_VERSION: JSON.stringify(version) },
  logLevel: "warning"
})

/** `easel --help` is shown without loading the program that could render it. */
const help = run(join(dist, "bin.js"), "--help")
writeFileSync(join(dist, "help.txt"), help)
