/** What can go wrong at fal, one name for each. */
import type { FakeReply } from "@easel/core/Fake"

/** A job as the stand-in sees it when it is asked about. */
export interface JobView {
  /** Passed share of the time that a job takes, 0 to 1. */
  readonly fraction: number
  /** How often somebody has asked, from 1. */
  readonly asked: number
  readonly steps: number
}

/** What a fault changes; what it leaves out goes well. */
export interface Behaviour {
  readonly about: string
  /** Answers a submission instead of the stand-in. */
  readonly submit?: FakeReply
  /** The origin of the addresses that a submission names. */
  readonly origin?: string
  /** Fields of a status, over those of a job that goes well. */
  readonly state?: (job: JobView) => Readonly<Record<string, unknown>>
  /** Answers the question for the result instead of the stand-in. */
  readonly result?: FakeReply
  /** Fields of the result, over those of a job that went well. */
  readonly made?: Readonly<Record<string, unknown>>
}

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
): FakeReply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body)
})

/** What a model answers about one input. */
export const refusedInput = (name: string, msg: string, type: string) =>
  json(422, { detail: [{ loc: ["body", name], msg, type }] }, { "x-fal-retryable": "false" })

/** The job ends in its own way, once its time has passed. */
const failing = ({ fraction, asked }: JobView, error: string, errorType: string) =>
  fraction < 1 || asked < 3 ? {} : { error, error_type: errorType }

export const behaviours = {
  "bad-key": {
    about: "The key is not good",
    submit: json(401, { detail: "No user found for Key ID and Secret" })
  },
  "no-balance": {
    about: "The account is locked, since its balance is used up",
    submit: json(403, {
      detail: "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/billing."
    })
  },
  "rate-limited": {
    about: "Too many requests, come back in a minute",
    submit: json(429, { detail: "Too many requests" }, { "retry-after": "60" })
  },
  "other-origin": {
    about: "The addresses of the job lie at another origin",
    origin: "https://queue.fal.example"
  },
  refused: {
    about: "The model refuses the contents of the prompt",
    state: (job) => failing(job, "Unprocessable Entity", "bad_request"),
    result: refusedInput(
      "prompt",
      "The content could not be processed because it was flagged by a content checker.",
      "content_policy_violation"
    )
  },
  "job-failed": {
    about: "The machine that makes the picture fails",
    state: (job) => failing(job, "Internal server error", "runner_server_error"),
    result: json(
      500,
      { detail: "The runner ran out of memory", error_type: "runner_server_error" },
      { "x-fal-error-type": "runner_server_error" }
    )
  },
  "blacked-out": {
    about: "The safety checker has blacked the picture out",
    made: { has_nsfw_concepts: [true] }
  },
  "one-blacked-out": {
    about: "The safety checker has blacked the first of several pictures out",
    made: { has_nsfw_concepts: [true, false] }
  },
  "no-picture": { about: "A result without a picture", made: { images: [] } },
  "no-logs": { about: "The model writes no logs", state: () => ({ logs: null }) },
  "other-bars": {
    about: "The logs count other things than steps, and say nothing that is a line",
    state: () => ({
      logs: [
        { message: "Loading pipeline components...: 100%|##########| 7/7 [00:01<00:00]" },
        { message: "\n" }
      ]
    })
  },
  "queued-again": {
    about: "The queue tries the job again after its machine failed",
    state: ({ asked }) => (asked === 3 ? { status: "IN_QUEUE", queue_position: 2 } : {})
  },
  "endless-queue": {
    about: "The job waits for ever",
    state: () => ({ status: "IN_QUEUE", queue_position: 7 })
  },
  "never-done": { about: "The job never ends", state: () => ({ status: "IN_PROGRESS" }) },
  "unknown-word": {
    about: "A status that nobody knows, on the way",
    state: ({ asked }) => (asked === 2 ? { status: "WARMING_UP" } : {})
  }
} satisfies Readonly<Record<string, Behaviour>>

/** The behaviour of a name; the good one for every other name. */
export const behaviourOf = (name: string | undefined): Behaviour =>
  Object.entries<Behaviour>(behaviours).find(([fault]) => fault === name)?.[1] ?? { about: "" }
