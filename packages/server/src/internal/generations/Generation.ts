import type * as Fiber from "effect/Fiber"
import type { GatewayError } from "../../GatewayError.js"
import {
  GenerationCancelled,
  GenerationCreated,
  type GenerationEvent,
  GenerationFailed
} from "../../GenerationEvent.js"
import type { GenerationSummary } from "../../GenerationSummary.js"
import { Journal } from "./Journal.js"
import type { KeptResponse } from "./KeptResponse.js"

/** A response is kept without its pictures' addresses, which are made when it is told. */
export type Recorded = Exclude<GenerationEvent, { readonly _tag: "ImageResponse" }> | KeptResponse

/** What was asked for, and by whom. */
export interface Origin {
  readonly id: string
  /** Id of the caller. */
  readonly owner: string
  readonly createdAt: Date
  readonly provider: string
  readonly model: string
  readonly prompt: string
}

const trusted = { disableValidation: true }

/** One generation from its beginning until it is forgotten. */
export class Generation {
  readonly journal = new Journal<Recorded>()
  status: GenerationSummary["status"] = "Queued"
  response: KeptResponse | undefined
  error: GatewayError | undefined
  /** Milliseconds since 1970; while it runs, undefined. */
  endedAt: number | undefined
  fiber: Fiber.Fiber<void> | undefined

  constructor(readonly origin: Origin) {
    this.journal.append(new GenerationCreated(origin, trusted))
  }

  record(event: Exclude<Recorded, KeptResponse>): void {
    if (event._tag === "Queued") this.status = "Queued"
    else if (event._tag !== "Warning") this.status = "Running"
    this.journal.append(event)
  }

  /** Its turn has come. */
  start(): void {
    this.status = "Running"
  }

  succeed(response: KeptResponse, now: number): void {
    this.status = "Done"
    this.response = response
    this.end(response, now)
  }

  fail(error: GatewayError, now: number): void {
    this.status = "Failed"
    this.error = error
    this.end(new GenerationFailed({ error }, trusted), now)
  }

  cancel(now: number): void {
    this.status = "Cancelled"
    this.end(new GenerationCancelled(), now)
  }

  private end(event: Recorded, now: number): void {
    this.endedAt = now
    this.fiber = undefined
    this.journal.end(event)
  }
}
