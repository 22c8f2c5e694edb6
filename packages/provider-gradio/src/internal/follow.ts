import * as Effect from "effect/Effect"
import type { ImageError } from "@easel/core/ImageError"
import type { Completed } from "@easel/core/ProviderEvent"
import type { ServiceClient } from "@easel/core/ServiceClient"
import { type MessageReader, readCallEvent, readQueueMessage } from "./readMessage.js"

const get = { method: "GET", phase: "Wait", repeat: "Always" } as const

/** An answer that is no stream has taken nothing from the job, whose messages are kept. */
const isRefusal = ({ _tag }: ImageError): boolean =>
  _tag === "ResponseError" || _tag === "ResponseParseError"

/**
 * Follows a job that was handed in on the `/call` route. An event without a session has its own id
 * as session, so that the queue's stream tells all of it: place, steps, words, and why it failed. Only
 * where that stream is not to be had, the one of `/call` is read, which tells less. What was read
 * once can't be read again, so that never both are opened.
 */
export const follow = (
  client: ServiceClient,
  callPath: string,
  reader: MessageReader
): Effect.Effect<Completed, ImageError> =>
  Effect.suspend(() => {
    const { address, jobId } = reader
    let opened = false
    const queue = client.followEvents(
      {
        ...get,
        path: `${address.prefix}/queue/data`,
        query: { session_hash: jobId },
        onHead: (headers) =>
          Effect.sync(() => {
            opened = (headers["content-type"] ?? "").includes("text/event-stream")
          })
      },
      readQueueMessage(reader)
    )
    const path = `${callPath}/${encodeURIComponent(jobId)}`
    return Effect.catchIf(
      queue,
      (error) => !opened && isRefusal(error),
      (error) =>
        Effect.zipRight(
          Effect.logDebug(`no queue's stream: ${error.message}`),
          client.followEvents({ ...get, path }, readCallEvent(reader))
        )
    )
  })
