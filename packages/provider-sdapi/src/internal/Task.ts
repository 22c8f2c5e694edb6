import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ImageError } from "@easel/core/ImageError"
import type { ServiceClient } from "@easel/core/ServiceClient"
import { ServerProgress, TaskProgress } from "./wire.js"

/** How a task of one's own is doing; `undefined` when the server can't say. */
export type Ask = (
  taskId: string,
  lastPreview: number
) => Effect.Effect<TaskProgress | undefined, ImageError>

/** Nothing is known of the task: another runs, or none. */
const elsewhere: TaskProgress = { active: false, queued: false, completed: false }

/** What a server without the page answers, or one that keeps it to its users. */
const isMissing = (error: ImageError): boolean =>
  error._tag === "ResponseError" &&
  error.status !== undefined &&
  [401, 403, 404, 405].includes(error.status)

const askTask = (client: ServiceClient, taskId: string, lastPreview: number) =>
  client.json(
    {
      method: "POST",
      path: "/internal/progress",
      json: { id_task: taskId, id_live_preview: lastPreview },
      phase: "Wait",
      repeat: "Never"
    },
    TaskProgress
  )

/** The progress of whatever runs counts only when the server says that it is the task. */
const askServer = (client: ServiceClient, taskId: string) =>
  client
    .json(
      { method: "GET", path: "/sdapi/v1/progress", phase: "Wait", repeat: "Never" },
      ServerProgress
    )
    .pipe(
      Effect.map(({ current_image: image, current_task, eta_relative: eta, progress }) =>
        current_task === taskId
          ? {
              ...elsewhere,
              active: true,
              progress,
              eta,
              live_preview: image === null || image === undefined ? image : `data:;base64,${image}`
            }
          : elsewhere
      )
    )

/**
 * Asks in the way that the server knows: by task, as its page does; else what runs, where the server
 * names the task; else not at all, as with stable-diffusion.cpp. What it does not know is not tried
 * again by this function, which is made anew for each task.
 */
export const makeAsk = (client: ServiceClient): Ask => {
  let byTask = true
  let byServer = true
  const unlessMissing = <A>(
    ask: Effect.Effect<A, ImageError>,
    missing: () => void,
    otherwise: Effect.Effect<A | undefined, ImageError>
  ): Effect.Effect<A | undefined, ImageError> =>
    Effect.catchIf(ask, isMissing, () => Effect.zipRight(Effect.sync(missing), otherwise))

  return (taskId, lastPreview) => {
    const second = Effect.suspend(() =>
      byServer
        ? unlessMissing(
            askServer(client, taskId),
            () => (byServer = false),
            Effect.succeed(undefined)
          )
        : Effect.succeed(undefined)
    )
    return Effect.suspend(() =>
      byTask
        ? unlessMissing(askTask(client, taskId, lastPreview), () => (byTask = false), second)
        : second
    )
  }
}

/** Interrupts the task if it is the one that runs; the interface can stop nothing else. */
export const cancel = (client: ServiceClient, taskId: string): Effect.Effect<void, ImageError> =>
  Effect.gen(function* () {
    const state = yield* makeAsk(client)(taskId, -1)
    if (state?.active !== true) return
    yield* client.json(
      {
        method: "POST",
        path: "/sdapi/v1/interrupt",
        json: {},
        phase: "Wait",
        repeat: "Always"
      },
      Schema.Unknown
    )
  })
