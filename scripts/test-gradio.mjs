// `npm run test:gradio`: the tests against real Gradio servers; arguments go to vitest.
// It needs Python 3.10 or later and, the first time, the Python package index.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { ensure, root } from "./ensure.mjs"

const node = (stdout, program, ...args) =>
  spawnSync(process.execPath, [join(root, "node_modules", program), ...args], {
    cwd: root,
    stdio: ["inherit", stdout, "inherit"],
    encoding: "utf8"
  })

await ensure()
const asked = node(
  "pipe",
  "vite-node/vite-node.mjs",
  "packages/provider-gradio/test/real/unavailable.ts"
)
const reason = asked.stdout.trim()
if (asked.status === 0 && reason !== "") {
  console.log(`test:gradio skipped: ${reason}`)
} else if (asked.status !== 0) {
  process.exitCode = 1
} else {
  const config = ["--config", "vitest.gradio.config.ts"]
  const tests = node("inherit", "vitest/vitest.mjs", "run", ...config, ...process.argv.slice(2))
  process.exitCode = tests.status ?? 1
}
