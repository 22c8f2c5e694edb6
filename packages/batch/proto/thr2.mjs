import * as Effect from "effect/Effect"; import * as Layer from "effect/Layer"; import * as Schema from "effect/Schema"; import * as Redacted from "effect/Redacted"
import * as Workflow from "@effect/workflow/Workflow"; import * as Activity from "@effect/workflow/Activity"
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"; import * as SingleRunner from "@effect/cluster/SingleRunner"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import fs from "node:fs"; import { Connection } from "./conn.mjs"
const mode = process.argv[2] ?? "libsql", N = Number(process.argv[3] ?? 200), C = Number(process.argv[4] ?? 50)
const W = Workflow.make({ name: "W", payload: { id: Schema.String }, idempotencyKey: (p) => p.id, success: Schema.String, error: Schema.Never })
let acts = 0
const body = W.toLayer(Effect.fnUntraced(function* ({ id }) {
  for (let i = 0; i < 3; i++) yield* Activity.make({ name: `a${i}`, success: Schema.String, error: Schema.Never, execute: Effect.sync(() => (acts++, "x")) })
  return id
}))
const file = "/tmp/thr.db"; for (const s of ["", "-wal", "-shm"]) fs.rmSync(file + s, { force: true })
const sql = mode === "pg" ? PgClient.layer({ url: Redacted.make(process.env.PGURL) }) : Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  if (false) { yield* sql`PRAGMA journal_mode=WAL`; yield* sql`PRAGMA synchronous=NORMAL` }
})).pipe(Layer.provideMerge(LibsqlClient.layer({ liveClient: (globalThis.conn = new Connection(file, ["PRAGMA journal_mode=WAL", "PRAGMA synchronous=" + (process.argv[5] ?? "NORMAL")])) })))
const engine = ClusterWorkflowEngine.layer.pipe(Layer.provideMerge(SingleRunner.layer()), Layer.provideMerge(sql))
const main = Effect.gen(function* () {
  yield* W.execute({ id: "warm" })
  acts = 0; const c0 = process.cpuUsage(); const t = performance.now()
  yield* Effect.forEach(Array.from({ length: N }, (_, i) => `k${i}`), (id) => W.execute({ id }), { concurrency: C, discard: true })
  const s = (performance.now() - t) / 1000; const c = process.cpuUsage(c0)
  console.log(globalThis.conn?.n, globalThis.conn?.ms, mode, N, C, acts, (N / s).toFixed(1) + "/s", "cpu ms/wf", ((c.user + c.system) / 1000 / N).toFixed(2), "rss", (process.memoryUsage().rss / 1e6 | 0))
  console.log(globalThis.hist); process.exit(0)
})
Effect.runPromise(main.pipe(Effect.provide(body.pipe(Layer.provideMerge(engine))), Effect.scoped))
