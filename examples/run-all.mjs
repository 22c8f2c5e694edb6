// Runs every example against the stand-ins of the services, and checks what it prints and saves.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ensure, root } from "../scripts/ensure.mjs"

const png = "\x89PNG\r\n\x1a\n"

/** What each prints, in this order, and how the files begin that it names. */
const examples = [
  { args: ["1-first-picture.mjs"], prints: [/^cat\.png$/], files: { "cat.png": png } },
  {
    args: ["2-previews.mjs"],
    prints: [/^preview-0\.png$/, /^done, seed \d+$/, /^cat\.png$/],
    files: { "preview-0.png": png, "cat.png": png }
  },
  {
    args: ["3-choose-provider.mjs"],
    prints: [/1024x1024$/, /^sketch\.png$/],
    files: { "sketch.png": png }
  },
  {
    args: ["3-choose-provider.mjs", "imagelabs", "A red fox"],
    prints: [/^sdxl-turbo, 1152x896$/, /^imagelabs\.png$/],
    files: { "imagelabs.png": png }
  },
  {
    args: ["3-choose-provider.mjs", "sd-3.5"],
    prints: [/^stabilityai-stable-diffusion-3-5-large, 1024x1024$/, /^sd35\.png$/],
    files: { "sd35.png": png }
  },
  { args: ["3-choose-provider.mjs", "sd36"], code: 2, prints: [], files: {} },
  {
    args: ["4-own-provider.mjs"],
    prints: [/^swatch-1, 512x256$/, /^swatch\.svg$/],
    files: { "swatch.svg": "<svg" }
  },
  {
    args: ["cassette.mjs"],
    prints: [
      /^recorded:$/,
      /^ImagePreview$/,
      /^cat\.png, seed 7$/,
      /^replayed:$/,
      /^ImagePreview$/,
      /^cat\.png, seed 7$/
    ],
    files: { "cat.png": png, "cat.cassette.json": "{" }
  }
]

/** What is wrong with a run; nothing when all is well. */
const faultsOf = ({ code = 0, files, prints }, result, folder) => {
  const faults = []
  if (result.status !== code) faults.push(`exit code ${result.status}, expected ${code}`)
  let lines = result.stdout.split("\n")
  for (const expected of prints) {
    const index = lines.findIndex((line) => expected.test(line))
    if (index < 0) faults.push(`prints no line ${expected} where it should`)
    lines = lines.slice(index + 1)
  }
  for (const [name, start] of Object.entries(files)) {
    try {
      const content = readFileSync(join(folder, name), "latin1")
      if (!content.startsWith(start)) faults.push(`${name} is no picture`)
    } catch (error) {
      faults.push(`${name}: ${error.message}`)
    }
  }
  return faults
}

const run = (example) => {
  const folder = mkdtempSync(join(tmpdir(), "easel-example-"))
  try {
    const [file, ...args] = example.args
    const easel = join(root, "packages/cli/dist/bin.js")
    const command = [process.execPath, join(root, "examples", file), ...args]
    const result = spawnSync(
      process.execPath,
      [easel, "sandbox", "--latency", "200ms", "--", ...command],
      { cwd: folder, encoding: "utf8", timeout: 60_000 }
    )
    const faults = faultsOf(example, result, folder)
    console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${example.args.join(" ")}`)
    for (const fault of faults) console.log(`     ${fault}`)
    if (faults.length > 0) console.log(result.stdout + result.stderr)
    return faults.length === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await ensure()
const passed = examples.map(run).filter(Boolean).length
console.log(`${passed} of ${examples.length} examples do what they say`)
process.exitCode = passed === examples.length ? 0 : 1
