// Compiles the packages, bundles the studio's page and the command line, and renders what it prints without loading it.
import { spawnSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { buildStudio } from "./build-studio.mjs"

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
await buildStudio()

rmSync(dist, { recursive: true, force: true })
/** What both forms of the program have in common. */
const options = {
  absWorkingDir: cli,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.9",
  minify: true,
  legalComments: "none",
  // Dependencies that are CommonJS call `require` of Node's modules.
  banner: {
    js: 'import{createRequire as easelRequire}from"node:module";const require=easelRequire(import.meta.url);'
  },
  logLevel: "warning"
}

const define = (isHost) => ({
  EASEL_VERSION: JSON.stringify(version),
  EASEL_HOST: String(isHost)
})

/** What plugins share with the program; `packages/cli/src/plugins/resolveShared.ts` sees to it. */
const shared = ["effect", "@effect/platform", "@easel/core"]

/**
 * Stays outside: `sharp` is the user's, `libsql` has a native part, and the others are alternatives that
 * `pg` never asks for here.
 */
const foreign = ["sharp", "libsql", "pg-native", "cloudflare:sockets"]

/** All in one, which starts fast. */
const alone = build({
  ...options,
  entryPoints: { bin: "src/bin.ts" },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  external: foreign,
  define: define(false)
})

/** The form that can load plugins; its files lie side by side. */
const host = build({
  ...options,
  entryPoints: { Main: "src/Main.ts", resolveShared: "src/plugins/resolveShared.ts" },
  outdir: "dist/host",
  external: [...foreign, ...shared.flatMap((name) => [name, `${name}/*`])],
  define: define(true)
})

await Promise.all([alone, host])

/** `easel --help` is shown without loading the program that could render it. */
const help = run(join(dist, "bin.js"), "--help")
writeFileSync(join(dist, "help.txt"), help)
