/** The engine that places items on workers: one program on SQLite, or several on PostgreSQL. */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import type { MessageStorage } from "@effect/cluster/MessageStorage"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import type { Sharding } from "@effect/cluster/Sharding"
import type { ShardingConfig } from "@effect/cluster/ShardingConfig"
import * as SingleRunner from "@effect/cluster/SingleRunner"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as SqlClient from "@effect/sql/SqlClient"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { inTurn } from "./inTurn.js"

type Config = Partial<ShardingConfig["Type"]>

export type Cluster = WorkflowEngine | Sharding | MessageStorage

const common: Config = {
  // Each finished item would be kept in memory for a minute.
  entityMaxIdleTime: Duration.seconds(1),
  // What must end here has ended before: see `Control.stop`.
  entityTerminationTimeout: Duration.millis(200)
}

/** Every poll names all shards: few make it cheap, and one program needs no more. */
const oneMachine: Config = { ...common, shardsPerGroup: 16 }

/**
 * A dead worker's items begin elsewhere after 3.5 to 6 s; the engine's own settings take 33 s. The
 * number of shards must be the same in all programs on a database.
 */
const severalMachines: Config = {
  ...common,
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

export const singleRunner = withEngine(SingleRunner.layer({ shardingConfig: oneMachine }))

/** Programs that start at once make the engine's tables one after the other. */
export const socketRunner = ({ host, port }: Address) => {
  const address = Option.some(RunnerAddress.make(host, port))
  const runner = NodeClusterSocket.layer({
    storage: "sql",
    shardingConfig: {
      ...severalMachines,
      runnerAddress: address,
      runnerListenAddress: Option.some(RunnerAddress.make("0.0.0.0", port))
    }
  })
  return Layer.scopedContext(
    Effect.flatMap(SqlClient.SqlClient, (sql) => inTurn(sql, Layer.build(withEngine(runner))))
  )
}
