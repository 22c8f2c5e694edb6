// Three activities that do nothing in a workflow, on the engine as its documentation sets it up.
// Arguments: number of workflows, how many at once, a file or the address of a PostgreSQL database.
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as SingleRunner from "@effect/cluster/SingleRunner"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Activity from "@effect/workflow/Activity"
import * as Workflow from "@effect/workflow/Workflow"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { report } from "./report.mjs"

const [, , count, concurrency, database] = process.argv

const Item = Workflow.make({
  name: "item",
  payload: { id: Schema.String },
  idempotencyKey: ({ id }) => id
})

const step = (name) => Activity.make({ name, execute: Effect.void })

const steps = Item.toLayer(() =>
  Effect.zipRight(step("generate"), Effect.zipRight(step("download"), step("store")))
)

const sql = database.startsWith("postgres://")
  ? PgClient.layer({ url: Redacted.make(database) })
  : LibsqlClient.layer({ url: `file:${database}`, intMode: "bigint" })

const engine = ClusterWorkflowEngine.layer.pipe(
  Layer.provideMerge(SingleRunner.layer()),
  Layer.provide(sql)
)

const run = (first, last) =>
  Effect.forEach(
    Array.from({ length: last - first }, (_, index) => String(first + index)),
    (id) => Item.execute({ id }),
    { concurrency: Number(concurrency), discard: true }
  )

const warmUp = 20

await Effect.runPromise(
  Effect.gen(function* () {
    yield* run(0, warmUp)
    const end = report(Number(count))
    yield* run(warmUp, warmUp + Number(count))
    end()
  }).pipe(Effect.provide(steps.pipe(Layer.provideMerge(engine))), Effect.scoped)
)
process.exit(0)
