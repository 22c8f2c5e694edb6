/** A generation that has not ended in a picture: it waits, runs, has failed or was cancelled. */
import type { ImageResponse } from "../wire/Event.js"
import type { Failure } from "../wire/Failure.js"

/**
 * `Waiting`: not sent yet. `Starting`: sent, and not answered. `Reconnecting`: it goes on, but nobody
 * here hears of it. `Fetching`: the pictures are made and are being fetched. The last two are ends.
 */
export type Phase =
  | "Waiting"
  | "Starting"
  | "Queued"
  | "Running"
  | "Reconnecting"
  | "Fetching"
  | "Failed"
  | "Cancelled"

export interface Generation {
  /** The page's own. */
  readonly id: string
  /** The tab that asked for it. */
  readonly owner: string
  /** The gateway's, as soon as it has answered. */
  readonly serverId: string | undefined
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly provider: string
  readonly model: string
  /** Of the model, for people. */
  readonly label: string
  readonly prompt: string
  /** The body of the request; its pictures are `Blob`s until it is sent. */
  readonly request: Readonly<Record<string, unknown>>
  /** As large as the picture will probably be. */
  readonly width: number
  readonly height: number
  readonly phase: Phase
  /** From where the events can be resumed. */
  readonly lastEventId: string | undefined
  readonly queue: Waiting | undefined
  readonly progress: Progress | undefined
  readonly preview: Blob | undefined
  readonly warnings: ReadonlyArray<string>
  readonly restarts: ReadonlyArray<Restart>
  /** What is to be fetched. */
  readonly response: ImageResponse | undefined
  readonly failure: Failure | undefined
}

export interface Waiting {
  /** In front of this one. */
  readonly position: number | undefined
  readonly size: number | undefined
  /** Milliseconds. */
  readonly eta: number | undefined
}

export interface Progress {
  /** 0 to 1. */
  readonly fraction: number | undefined
  readonly step: number | undefined
  readonly total: number | undefined
  readonly unit: string | undefined
  readonly message: string | undefined
  /** Milliseconds. */
  readonly eta: number | undefined
}

export interface Restart {
  readonly from: string
  readonly to: string
  readonly cause: Failure
}

/** What a new generation is made of. */
export type Beginning = Pick<
  Generation,
  | "id"
  | "owner"
  | "createdAt"
  | "provider"
  | "model"
  | "label"
  | "prompt"
  | "request"
  | "width"
  | "height"
>

const nothingYet = {
  serverId: undefined,
  lastEventId: undefined,
  queue: undefined,
  progress: undefined,
  preview: undefined,
  warnings: [],
  restarts: [],
  response: undefined,
  failure: undefined
}

export const begin = (beginning: Beginning): Generation => ({
  ...beginning,
  ...nothingYet,
  phase: "Waiting"
})

/** The same request once more. */
export const again = (generation: Generation, id: string, owner: string): Generation => ({
  ...generation,
  ...nothingYet,
  id,
  owner,
  createdAt: Date.now(),
  phase: "Waiting"
})

export const hasEnded = ({ phase }: Generation): boolean =>
  phase === "Failed" || phase === "Cancelled"

export const fail = (generation: Generation, failure: Failure): Generation => ({
  ...generation,
  phase: "Failed",
  preview: undefined,
  failure
})
