/** Writes captures/<line>/*.txt anew: `npx vite-node capture.ts [line] [name…]`. */
import * as fs from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { CaptureRecorder } from "./CaptureRecorder.js"
import { scenarios } from "./CaptureScenarios.js"
import { settingScenarios } from "./CaptureSettings.js"
import { start, type VersionLine, versionLines } from "./RealGradio.js"

const [wantedLine, ...wantedNames] = process.argv.slice(2)
const isWanted = (name: string): boolean => wantedNames.length === 0 || wantedNames.includes(name)

const write = async (line: VersionLine, name: string, text: string): Promise<void> => {
  const file = fileURLToPath(new URL(`./captures/${line}/${name}.txt`, import.meta.url))
  await fs.mkdir(fileURLToPath(new URL(`./captures/${line}/`, import.meta.url)), {
    recursive: true
  })
  await fs.writeFile(file, text)
  console.log(line, name, text.length)
}

const captureLine = async (line: VersionLine): Promise<void> => {
  const plain = Object.entries(scenarios).filter(([name]) => isWanted(name))
  if (plain.length > 0) {
    const server = await start(line)
    try {
      const recorder = new CaptureRecorder(server.baseUrl)
      for (const [name, scenario] of plain) {
        await scenario(recorder)
        await write(line, name, recorder.take())
      }
    } finally {
      await server.stop()
    }
  }
  for (const [name, { options, record }] of Object.entries(settingScenarios)) {
    if (!isWanted(name)) continue
    const server = await start(line, options)
    try {
      const recorder = new CaptureRecorder(server.baseUrl)
      await record(recorder, server)
      await write(line, name, recorder.take())
    } finally {
      await server.stop()
    }
  }
}

for (const line of versionLines) {
  if (wantedLine === undefined || wantedLine === "all" || wantedLine === line) {
    await captureLine(line)
  }
}
