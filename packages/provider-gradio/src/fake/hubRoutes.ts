import type { FakeReply, FakeRequest } from "@easel/core/Fake"
import { json } from "./submission.js"

/** What the hub of Hugging Face says, where the stand-in is its hub too. */
export interface Hub {
  /** The Space that there is, `"owner/name"`. */
  readonly id: string
  /** Such as `"RUNNING"`. */
  readonly stage: string
}

/** GPU seconds of the account. */
const quota = { base: 300, current: 92, resetsAt: "2026-11-28T09:00:00.000Z", overquotaUsed: 0 }

/** What the hub answers; `undefined` for what is no question to the hub. */
export const answerOfHub = (
  { headers, url }: FakeRequest,
  { id, stage }: Hub
): FakeReply | undefined => {
  const [, path] = /^\/api\/spaces\/(.+)$/.exec(url.pathname) ?? []
  if (path === undefined) return undefined
  switch (path) {
    case "zero-gpu/quota":
      return headers["authorization"] === undefined
        ? json(401, { error: "Invalid username or password." })
        : json(200, quota)
    case `${id}/host`:
      return json(200, { subdomain: id.replace("/", "-"), host: url.origin })
    case `${id}/runtime`:
      return json(200, { stage, hardware: { current: "zero-a10g" }, gcTimeout: 172_800 })
    default:
      return json(404, { error: "Repository not found" })
  }
}
