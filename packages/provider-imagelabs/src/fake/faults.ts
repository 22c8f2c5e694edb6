/** What can go wrong at ImageLabs, one name for each. */
import * as Stream from "effect/Stream"
import { Cut, type FakeReply, type FakeRequest } from "@easel/core/Fake"

/** A job as the stand-in sees it at one poll. */
export interface JobView {
  /** Passed share of the time that a job takes, 0 to 1. */
  readonly fraction: number
  readonly pictureUrl: string
}

/** Where a fault bears on; what it leaves out goes well. */
export interface Behaviour {
  readonly about: string
  /** Answers any request instead of the stand-in. */
  readonly gate?: (request: FakeRequest) => FakeReply | undefined
  /** Answers `/txt2img` instead of the stand-in. */
  readonly submit?: FakeReply
  /** The state that `/progress` tells, as JSON or as a whole reply. */
  readonly state?: (job: JobView) => unknown
  /** Answers `/progress` instead of the stand-in. */
  readonly poll?: FakeReply
  /** Answers the picture's address instead of the stand-in. */
  readonly picture?: (request: FakeRequest, bytes: Uint8Array) => FakeReply | undefined
}

export const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

const page = (status: number, title: string): FakeReply => ({
  status,
  headers: { "content-type": "text/html; charset=UTF-8" },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${title}</body></html>`
})

const text = (status: number, body: string): FakeReply => ({
  status,
  headers: { "content-type": "text/plain" },
  body
})

/** What opens the stand-in under the fault `challenge`. */
export const clearance = {
  cookie: "session=stand-in-session; cf_clearance=stand-in-clearance; __ga=stand-in-ga",
  userAgent: "Mozilla/5.0 (stand-in browser)"
}

const challenge = ({ headers }: FakeRequest): FakeReply | undefined => {
  const cookies = new Set(headers.cookie?.split(/;\s*/))
  const cleared = clearance.cookie.split("; ").every((cookie) => cookies.has(cookie))
  return cleared && headers["user-agent"] === clearance.userAgent
    ? undefined
    : page(403, "Just a moment...")
}

/** The states of a job that goes well, in the words that a service might use. */
export const states = ({ fraction, pictureUrl }: JobView): unknown => {
  if (fraction >= 1) return { status: "Done", progress: 1, final_image_url: pictureUrl }
  if (fraction < 0.1) return {}
  if (fraction < 0.2) return { status: null, progress: null }
  return { status: "Processing", progress: Math.round(fraction * 100) / 100, eta: 3 }
}

/** Lets a job go well until it is over, which then happens in its own way. */
const ending = (end: (job: JobView) => unknown) => (job: JobView) =>
  job.fraction < 1 ? states(job) : end(job)

export const behaviours = {
  challenge: {
    about: "Cloudflare's page, unless cookies and user agent are those of the stand-in",
    gate: challenge
  },
  "web-page": { about: "A web page with status 200 instead of JSON", submit: page(200, "Editor") },
  "refused-prompt": {
    about: "The prompt is refused with `error code: 20009`",
    submit: text(400, "error code: 20009")
  },
  "no-task-id": { about: "The job is taken without an id", submit: json(200, {}) },
  "empty-task-id": { about: "The id of the job is empty", submit: json(200, { task_id: "" }) },
  "rate-limited": {
    about: "Too many requests, come back in a minute",
    submit: {
      ...json(429, { detail: "Too many requests" }),
      headers: { "content-type": "application/json", "retry-after": "60" }
    }
  },
  "job-error": {
    about: "The job fails",
    state: ending(() => ({ status: "Error: out of memory" }))
  },
  "job-error-with-url": {
    about: "The job fails and names a picture all the same",
    state: ending((job) => ({ status: "Internal error", final_image_url: job.pictureUrl }))
  },
  "job-moderated": {
    about: "The picture is refused with `error code: 20009`",
    state: ending(() => ({ status: "error code: 20009" }))
  },
  "unknown-task": { about: "Nobody knows the job", poll: json(404, { detail: "unknown task" }) },
  "never-done": {
    about: "The job never ends",
    state: ({ fraction }) => ({ status: "Processing", progress: Math.min(0.99, fraction) })
  },
  "endless-queue": { about: "The job waits for ever", state: () => ({ status: "In queue 2/5" }) },
  queue: {
    about: "The job waits before it begins",
    state: (job) => {
      if (job.fraction >= 0.5) return states({ ...job, fraction: 2 * job.fraction - 0.8 })
      return { status: `In queue ${5 - Math.floor(job.fraction * 10)}/5` }
    }
  },
  "no-progress": {
    about: "The service says nothing until the picture is there",
    state: ending((job) => ({ status: "Done", final_image_url: job.pictureUrl }))
  },
  "done-without-url": { about: "Done, but no picture", state: ending(() => ({ status: "Done" })) },
  "url-without-done": {
    about: "A picture, but not done",
    state: ending((job) => ({ final_image_url: job.pictureUrl }))
  },
  "relative-url": {
    about: "The picture's address is a path",
    state: ending((job) => ({
      status: "Done",
      final_image_url: new URL(job.pictureUrl).pathname
    }))
  },
  "private-url": {
    about: "The picture lies in a private network",
    state: ending(() => ({ status: "Done", final_image_url: "http://169.254.169.254/x.png" }))
  },
  "picture-refused": {
    about: "The picture is kept from clients without origin and referer",
    picture: ({ headers }) =>
      headers.origin === undefined || headers.referer === undefined
        ? text(403, "forbidden")
        : undefined
  },
  "picture-missing": { about: "The picture is gone", picture: () => text(404, "not found") },
  "picture-page": {
    about: "A web page instead of the picture",
    picture: () => page(200, "Editor")
  },
  "picture-empty": { about: "The picture has no bytes", picture: () => text(200, "") },
  "picture-cut": {
    about: "The connection breaks in the middle of the picture",
    picture: (_, bytes) => ({
      status: 200,
      headers: { "content-type": "image/png" },
      body: Stream.concat(Stream.make(bytes.subarray(0, bytes.length / 2)), Stream.fail(new Cut()))
    })
  },
  "picture-too-large": {
    about: "The picture weighs a gigabyte",
    picture: (_, bytes) => ({
      status: 200,
      headers: { "content-type": "image/png", "content-length": String(2 ** 30) },
      body: bytes
    })
  }
} satisfies Readonly<Record<string, Behaviour>>
