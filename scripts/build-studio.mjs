// Bundles the studio's page into one file, and that into a module of strings: whoever serves it
// looks for no file at run time.
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const studio = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages/studio")
const page = join(studio, "src/page")

const sha256 = (text, encoding) => createHash("sha256").update(text).digest(encoding)

const read = (name) => readFileSync(join(page, name), "utf8")

/** Inside of an element the text must not end it. */
const inline = (text) => text.replace(/<\/(script|style)/gi, "<\\/$1").trim()

/** Script and style, minified. */
const bundle = async () => {
  const { outputFiles } = await build({
    absWorkingDir: studio,
    entryPoints: { script: "src/page/main.tsx", style: "src/page/studio.css" },
    outdir: "dist",
    tsconfig: "tsconfig.page.json",
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning"
  })
  const text = (extension) => inline(outputFiles.find(({ path }) => path.endsWith(extension)).text)
  return { script: text(".js"), style: text(".css") }
}

/** Writes `dist/internal/bundle.js`; gives the size of the page in bytes. */
export const buildStudio = async () => {
  const { script, style } = await bundle()
  const icon = `data:image/svg+xml,${encodeURIComponent(read("icon.svg").trim())}`
  const html = read("index.html")
    .replace(/\n\s*/g, "\n")
    .replace("icon.svg", icon)
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace(/(<script[^>]*>)(<\/script>)/, (_, start, end) => start + script + end)
  const constants = {
    html,
    digest: sha256(html, "hex").slice(0, 32),
    scriptHash: `sha256-${sha256(script, "base64")}`,
    styleHash: `sha256-${sha256(style, "base64")}`
  }
  const lines = Object.entries(constants).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)}\n`
  )
  mkdirSync(join(studio, "dist/internal"), { recursive: true })
  writeFileSync(join(studio, "dist/internal/bundle.js"), lines.join(""))
  return Buffer.byteLength(html)
}
