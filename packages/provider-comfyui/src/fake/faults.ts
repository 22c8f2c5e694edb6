/** What can go wrong at a ComfyUI server, one name for each. */
import type { FakeReply } from "@easel/core/Fake"

/** How a job ends. */
export interface Ending {
  readonly event: "execution_error" | "execution_interrupted"
  readonly data: Readonly<Record<string, unknown>>
}

/** Where a fault bears on; what it leaves out goes well. */
export interface Behaviour {
  readonly about: string
  /** Answers `POST /prompt` instead of the stand-in. */
  readonly submit?: FakeReply
  /** Answers `GET /ws` instead of the stand-in. */
  readonly socket?: FakeReply
  /** The web socket breaks after so many messages. */
  readonly socketMessages?: number
  /** Nothing is sent through the web socket. */
  readonly silent?: boolean
  /** Jobs of others in front. */
  readonly ahead?: number
  /** Messages and previews of another job come through the same web socket. */
  readonly strangers?: boolean
  /** As servers did before 2025: one node at a time, jobs not named, previews without metadata. */
  readonly old?: boolean
  /** The result is known from before; nothing runs. */
  readonly cached?: boolean
  readonly ending?: Ending
  /** The job leaves the queue and is never seen again. */
  readonly removed?: boolean
  /** The job makes no picture. */
  readonly empty?: boolean
  readonly checkpoints?: ReadonlyArray<string>
  /** Answers `GET /view` instead of the stand-in. */
  readonly picture?: FakeReply
}

export const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

export const text = (status: number, body: string): FakeReply => ({
  status,
  headers: { "content-type": "text/plain" },
  body
})

/** What a server says against a workflow. */
export const invalid = (
  type: string,
  message: string,
  details: string,
  nodes: Readonly<Record<string, unknown>> = {}
): FakeReply => json(400, { error: { type, message, details, extra_info: {} }, node_errors: nodes })

const failed = (exception_type: string, exception_message: string): Ending => ({
  event: "execution_error",
  data: {
    node_id: "sampler",
    node_type: "KSampler",
    executed: [],
    exception_message,
    exception_type,
    traceback: []
  }
})

export const behaviours: Readonly<Record<string, Behaviour>> = {
  "no-socket": { about: "There is no web socket", socket: text(404, "404: Not Found") },
  "socket-cut": { about: "The web socket breaks after each few messages", socketMessages: 3 },
  "silent-socket": { about: "Nothing comes through the web socket", silent: true },
  queue: { about: "Two jobs of others are in front", ahead: 2 },
  strangers: { about: "The web socket tells of another job too", strangers: true },
  "old-server": { about: "A server of 2024, which says less", old: true },
  cached: { about: "The result is known from before, and nothing runs", cached: true },
  "invalid-workflow": {
    about: "The server refuses an input of the workflow",
    submit: invalid("prompt_outputs_failed_validation", "Prompt outputs failed validation", "", {
      checkpoint: {
        class_type: "CheckpointLoaderSimple",
        dependent_outputs: ["save"],
        errors: [
          {
            type: "value_not_in_list",
            message: "Value not in list",
            details: "ckpt_name: 'none.safetensors' not in ['stand-in.safetensors']",
            extra_info: {}
          }
        ]
      }
    })
  },
  "server-error": {
    about: "The server breaks over the workflow",
    submit: text(500, "500 Internal Server Error\n\nServer got itself in trouble")
  },
  "job-error": {
    about: "A node fails",
    ending: failed("RuntimeError", "mat1 and mat2 shapes cannot be multiplied")
  },
  "out-of-memory": {
    about: "A node needs more memory than there is",
    ending: failed("torch.OutOfMemoryError", "Allocation on device")
  },
  interrupted: {
    about: "Somebody else interrupts the job",
    ending: {
      event: "execution_interrupted",
      data: { node_id: "sampler", node_type: "KSampler", executed: [] }
    }
  },
  removed: { about: "The job is gone", removed: true },
  "no-picture": { about: "The job ends without a picture", empty: true },
  "no-checkpoint": { about: "The server has no checkpoint", checkpoints: [] },
  "picture-missing": { about: "The picture is gone", picture: text(404, "") }
}
