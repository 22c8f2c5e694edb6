// `npm run test:batch`: workers that are killed, on SQLite and on a PostgreSQL server of its own;
// arguments go to vitest. EASEL_TEST_ITEMS, EASEL_TEST_KILLS and EASEL_TEST_SEED make it smaller,
// larger, or repeat it.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { ensure, root } from "./ensure.mjs"
import { hasPostgres, startPostgres } from "./postgres.mjs"

await ensure()
const server = hasPostgres() ? await startPostgres() : undefined
if (server === undefined) {
  console.log("PostgreSQL isn't here (apt-get install postgresql): its tests are SKIPPED")
}
const tests = spawn(
  process.execPath,
  [
    join(root, "node_modules", "vitest/vitest.mjs"),
    "run",
    "--config",
    "vitest.batch.config.ts",
    ...process.argv.slice(2)
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...(server === undefined ? {} : { EASEL_TEST_POSTGRES: server.url }) }
  }
)
process.once("SIGINT", () => {})
process.exitCode = await new Promise((resolve) => tests.once("exit", (code) => resolve(code ?? 1)))
await server?.stop()
