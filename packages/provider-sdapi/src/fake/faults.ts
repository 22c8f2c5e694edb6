/** What can go wrong at such a server, one name for each. */
import type { FakeReply } from "@easel/core/Fake"

/** Where a fault bears on; what it leaves out goes well. */
export interface Behaviour {
  readonly about: string
  /** Answers every call for a picture instead of the stand-in. */
  readonly submit?: FakeReply
  /** Which addresses tell of progress. Default: both. */
  readonly progress?: "task" | "server" | "none"
  /** Tasks of others in front, and in whose words the place is told. */
  readonly ahead?: { readonly tasks: number; readonly places: boolean }
  /** Names are taken as they come, as stable-diffusion.cpp does. */
  readonly anyName?: boolean
  /** Answers every question about progress instead of the stand-in. */
  readonly poll?: FakeReply
  /** What the pictures become. */
  readonly images?: (pictures: ReadonlyArray<string>) => ReadonlyArray<string> | null
  readonly info?: string
}

export const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

/** How AUTOMATIC1111 says that something failed. */
export const failed = (status: number, error: string, detail: string, errors: string): FakeReply =>
  json(status, { error, detail, body: "", errors })

export const behaviours: Readonly<Record<string, Behaviour>> = {
  "stable-diffusion-cpp": {
    about: "stable-diffusion.cpp: no progress, no lists of what is wrong",
    progress: "none",
    anyName: true
  },
  "no-web-page": { about: "Started without its page (--nowebui)", progress: "server" },
  "sd-next": { about: "Progress is told, but not of which task", progress: "server" },
  queue: { about: "Two tasks of others are in front", ahead: { tasks: 2, places: true } },
  "nameless-queue": {
    about: "A task of somebody else is in front, and places are not told",
    ahead: { tasks: 1, places: false }
  },
  "broken-progress": {
    about: "Questions about progress fail",
    poll: json(500, { detail: "Internal Server Error" })
  },
  "page-for-progress": {
    about: "A web page where progress was due",
    poll: {
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<!DOCTYPE html><html><head><title>Stable Diffusion</title></head></html>"
    }
  },
  unauthorized: {
    about: "User name or password is wrong",
    submit: failed(401, "HTTPException", "Incorrect username or password", "")
  },
  "unknown-sampler": {
    about: "The server does not have the sampler",
    submit: failed(404, "HTTPException", "Sampler not found", "")
  },
  invalid: {
    about: "The server refuses a field",
    submit: json(422, {
      detail: [{ loc: ["body", "steps"], msg: "value is not a valid integer", type: "type_error" }]
    })
  },
  "out-of-memory": {
    about: "The task needs more memory than there is",
    submit: failed(500, "OutOfMemoryError", "", "CUDA out of memory. Tried to allocate 20.00 MiB")
  },
  "plain-error": {
    about: "An error as stable-diffusion.cpp writes it",
    submit: json(400, { error: "invalid params" })
  },
  "no-picture": { about: "The task makes no picture", images: () => [] },
  "null-pictures": { about: "There is null where pictures were due", images: () => null },
  "broken-picture": { about: "The picture is no base64", images: () => ["%%%"] },
  "broken-info": { about: "What is told of the picture can't be read", info: "no JSON" }
}
