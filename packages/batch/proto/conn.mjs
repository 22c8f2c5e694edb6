import { createRequire } from "node:module"
import { createRequire as cr } from "node:module"
const require = createRequire(import.meta.url)
const Database = createRequire(require.resolve("@libsql/client"))("libsql")
const toSql = (v) => v === undefined ? null : typeof v === "boolean" ? (v ? 1n : 0n) : v instanceof Date ? v.valueOf() : v
export class Connection {
  constructor(file, pragmas) { this.db = new Database(file); this.cache = new Map(); this.closed = false; this.protocol = "file"; this.n = 0; this.ms = 0; this.tail = Promise.resolve(); this.open = false
    for (const p of pragmas) this.db.exec(p) }
  run(sql, args) {
    const t = performance.now(); this.n++; const k = sql.replace(/\s+/g," ").slice(0,70); (globalThis.hist ??= {})[k] = (globalThis.hist[k] ?? 0) + 1; 
    let s = this.cache.get(sql)
    if (s === undefined) {
      const st = this.db.prepare(sql); st.safeIntegers(true)
      const columns = st.columns().map((c) => c.name)
      if (columns.length > 0) st.raw(true)
      const proto = { length: columns.length }
      columns.forEach((c, i) => Object.defineProperty(proto, i, { get() { return this[c] } }))
      s = { st, columns, proto }
      if (sql.length < 2000) this.cache.set(sql, s)
    }
    const a = args.map(toSql)
    const r = s.columns.length > 0 ? { rows: s.st.all(a).map((v) => { const row = Object.create(s.proto); s.columns.forEach((c, i) => row[c] = v[i]); return row }), rowsAffected: 0 } : { rows: [], rowsAffected: s.st.run(a).changes }
    this.ms += performance.now() - t
    return r
  }
  async execute({ sql, args }) { while (this.open) await this.tail; return this.run(sql, args) }
  async transaction() { if (process.env.DBG) console.log("tx")
    while (this.open) await this.tail
    this.open = true; let done; this.tail = new Promise((r) => done = r)
    this.run("BEGIN IMMEDIATE", [])
    const end = (s) => async () => { this.run(s, []); this.open = false; done() }
    return { execute: async ({ sql, args }) => this.run(sql, args), commit: end("COMMIT"), rollback: end("ROLLBACK") }
  }
  close() { this.db.close() }
}
