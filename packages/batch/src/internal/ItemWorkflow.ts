/** One try of one item as a durable workflow. */
import * as Workflow from "@effect/workflow/Workflow"
import * as Schema from "effect/Schema"

/**
 * The engine places it on a worker, begins it again elsewhere when that worker dies, and never begins
 * a finished one again. Its steps are kept in the item's own row and not as the engine's activities:
 * those cost a message, a reply and a poll each, three quarters of all writes of a batch.
 */
export const ItemWorkflow = Workflow.make({
  name: "easel/item",
  payload: {
    batch: Schema.String,
    number: Schema.Int,
    try: Schema.Int,
    /** Counts from 1; another follows where a run ended and its item did not. */
    run: Schema.Int
  },
  idempotencyKey: (key) => `${key.batch}/${key.number}#${key.try}.${key.run}`
})
