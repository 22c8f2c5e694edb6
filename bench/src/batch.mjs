// The engine of durable batches alone, in items a second: as it comes, and as Easel uses it.
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { hasPostgres, startPostgres } from "../../scripts/postgres.mjs"
import { ratio } from "./statistics.mjs"

const file = (name) => fileURLToPath(new URL(`batch/${name}.mjs`, import.meta.url))

const concurrency = "64"

/** One run in a process of its own. */
const run = async (subject, count, database) => {
  const child = fork(file(subject), [String(count), concurrency, database], { silent: true })
  const [result] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`${subject} ended with ${code}: ${child.stderr.read()}`)
    })
  ])
  await once(child, "exit")
  return result
}

/** The same with another worker beside it. */
const runWithTwo = async (count, database) => {
  const other = fork(file("easel"), ["worker", concurrency, database], {
    stdio: ["ignore", "ignore", "ignore", "ipc"]
  })
  await once(other, "message")
  // Shards are shared out anew a moment after a worker came.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  try {
    return await run("easel", count, database)
  } finally {
    other.kill("SIGKILL")
    await once(other, "exit")
  }
}

const row = (name, stock, { cpu, perSecond, resident }) => [
  name,
  `${perSecond.toFixed(0)}/s`,
  ratio(perSecond / stock.perSecond),
  `${cpu.toFixed(1)} ms`,
  `${(resident / 1024 / 1024).toFixed(0)} MiB`
]

const onSqlite = async () => {
  const folder = mkdtempSync(join(tmpdir(), "easel-bench-"))
  try {
    const stock = await run("stock", 400, join(folder, "stock.db"))
    const easel = await run("easel", 2000, join(folder, "easel.db"))
    const many = await run("easel", 10_000, join(folder, "many.db"))
    return [
      row("SQLite, @effect/sql-libsql and three activities", stock, stock),
      row("SQLite, Easel, 2,000 items", stock, easel),
      row("SQLite, Easel, 10,000 items", stock, many)
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const onPostgres = async () => {
  if (!hasPostgres()) return [["PostgreSQL", "–", "there is none here", "–", "–"]]
  const server = await startPostgres()
  try {
    const stock = await run("stock", 1000, server.create("stock"))
    const easel = await run("easel", 2000, server.create("easel"))
    const two = await runWithTwo(2000, server.create("two"))
    return [
      row("PostgreSQL, @effect/sql-pg and three activities", stock, stock),
      row("PostgreSQL, Easel, one worker", stock, easel),
      row("PostgreSQL, Easel, two workers", stock, two)
    ]
  } finally {
    await server.stop()
  }
}

export const measure = async () => [
  {
    title: "Durable items of three recorded steps, 64 at once, without any picture",
    head: [
      "subject",
      "items",
      "to the engine as it comes (3× aimed at)",
      "CPU an item",
      "resident"
    ],
    rows: [...(await onSqlite()), ...(await onPostgres())]
  }
]
