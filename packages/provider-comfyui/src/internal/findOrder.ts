import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ServiceClient } from "@easel/core/ServiceClient"
import { Workflow } from "../ComfyUiOptions.js"
import { askQueue } from "./follow.js"

/** A job that is not over, as it was submitted. */
export interface Order {
  readonly workflow: Workflow
  /** Who submitted it. */
  readonly clientId: string
}

/** What stands in the queue after number and id. */
const Rest = Schema.Tuple(
  [Workflow, Schema.Struct({ client_id: Schema.NonEmptyString })],
  Schema.Unknown
)

const readRest = Schema.decodeUnknownOption(Rest)

/**
 * Looks a job up in the queue. Missing when it is over, or when the server can't be asked now: the
 * job is then followed by questions alone.
 */
export const findOrder = (client: ServiceClient, id: string): Effect.Effect<Order | undefined> =>
  Effect.matchEffect(askQueue(client), {
    onFailure: (error) =>
      Effect.as(Effect.logDebug(`the queue can't be read: ${error.message}`), undefined),
    onSuccess: ({ queue_pending, queue_running }) => {
      const found = [...queue_running, ...queue_pending].find(([, other]) => other === id)
      const rest = Option.getOrUndefined(readRest(found?.slice(2)))
      return Effect.succeed(rest && { workflow: rest[0], clientId: rest[1].client_id })
    }
  })
