/**
 * Workers on several machines: the engine places each try of an item on one of them, and on another
 * one when that dies.
 */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import type { MessageStorage } from "@effect/cluster/MessageStorage"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import type { Sharding } from "@effect/cluster/Sharding"
import type { ShardingConfig } from "@effect/cluster/ShardingConfig"
import * as Singleton from "@effect/cluster/Singleton"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as SqlClient from "@effect/sql/SqlClient"
import { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type { DatabaseError } from "../BatchError.js"
import { fromUnknown } from "./databaseError.js"
import { inTurn } from "./inTurn.js"
import type { Parts } from "./engineParts.js"
import { ItemWorkflow } from "./ItemWorkflow.js"
import { forEngine } from "./postgresClient.js"

type Config = Partial<ShardingConfig["Type"]>

type Cluster = WorkflowEngine | Sharding | MessageStorage

/**
 * A dead worker's items begin elsewhere after 3.5 to 6 s; the engine's own settings take 33 s. The
 * number of shards must be the same in all programs on a database.
 */
const settings: Config = {
  // Each finished item would be kept in memory for a minute.
  entityMaxIdleTime: Duration.seconds(1),
  // What must end here has ended before: see `Control.stop`.
  entityTerminationTimeout: Duration.millis(200),
  shardsPerGroup: 60,
  shardLockExpiration: Duration.seconds(6),
  shardLockRefreshInterval: Duration.seconds(2),
  entityMessagePollInterval: Duration.millis(500),
  refreshAssignmentsInterval: Duration.millis(500),
  runnerHealthCheckInterval: Duration.seconds(1)
}

export interface Address {
  readonly host: string
  readonly port: number
}

const withEngine = <E, R>(
  runner: Layer.Layer<Sharding | MessageStorage, E, R>
): Layer.Layer<Cluster, E, R> => ClusterWorkflowEngine.layer.pipe(Layer.provideMerge(runner))

/** Programs that start at once make the engine's tables one after the other. */
const socketRunner = ({ host, port }: Address) => {
  const address = Option.some(RunnerAddress.make(host, port))
  const runner = NodeClusterSocket.layer({
    storage: "sql",
    shardingConfig: {
      ...settings,
      runnerAddress: address,
      runnerListenAddress: Option.some(RunnerAddress.make("0.0.0.0", port))
    }
  })
  return Layer.scopedContext(
    Effect.flatMap(SqlClient.SqlClient, (sql) => inTurn(sql, Layer.build(withEngine(runner))))
  )
}

/** The engine gives its places back before it ends; without a database it would wait for ever. */
const longestClose = Duration.seconds(5)

const closedInTime = <E>(layer: Layer.Layer<never, E>): Layer.Layer<never, E> =>
  Layer.scopedDiscard(
    Effect.flatMap(
      Effect.acquireRelease(Scope.make(), (scope, exit) =>
        Effect.forkDaemon(Scope.close(scope, exit)).pipe(
          Effect.flatMap(Fiber.await),
          Effect.timeoutOption(longestClose),
          Effect.interruptible
        )
      ),
      (scope) => Layer.buildWithScope(layer, scope)
    )
  )

/** Takes part: makes the items that are placed here, and feeds them when it is this one's turn. */
export const clusterLayer = (
  { feed, name, work }: Pick<Parts, "feed" | "name" | "work">,
  database: Redacted.Redacted,
  address: Address
): Layer.Layer<never, DatabaseError> => {
  const workflow = ItemWorkflow.toLayer(work)
  const feeder = Layer.unwrapEffect(
    Effect.map(WorkflowEngine, (engine) =>
      Singleton.make(
        "easel/feeder",
        feed((key) => Effect.provideService(ItemWorkflow.execute(key), WorkflowEngine, engine))
      )
    )
  )
  return Layer.merge(workflow, feeder).pipe(
    Layer.provide(socketRunner(address)),
    Layer.provide(forEngine(database)),
    Layer.mapError((error) => fromUnknown(name, error)),
    Layer.provide(Logger.minimumLogLevel(LogLevel.Warning)),
    closedInTime
  )
}
