/** What an object store's answer means. Of its texts only the code is told: others may hold keys. */
import { OutputError } from "../../BatchError.js"

export interface S3Answer {
  readonly status: number
  /** Such as `"NoSuchBucket"`; empty when it gave none. */
  readonly code: string
}

/** Code of an answer in XML. */
export const codeIn = (body: string): string =>
  /<Code>\s*([A-Za-z0-9.]{1,60})\s*<\/Code>/.exec(body.slice(0, 10_000))?.[1] ?? ""

const isFull = ({ code, status }: S3Answer): boolean =>
  status === 507 || /quota|storage_?full|insufficient/i.test(code)

/** Stores don't agree on the status of keys that they don't take. */
const refusals = new Set([
  "AccessDenied",
  "ExpiredToken",
  "InvalidAccessKeyId",
  "InvalidToken",
  "SignatureDoesNotMatch",
  // VersityGW's word for an unknown key, with status 404.
  "XAdminUserNotFound"
])

const reasonOf = (answer: S3Answer): OutputError["reason"] => {
  const { code, status } = answer
  if (isFull(answer)) return "Full"
  if (refusals.has(code) || status === 401 || status === 403) return "Denied"
  if (status === 404) return "Missing"
  return status >= 500 || status === 429 || status === 408 || status === 409
    ? "Unreachable"
    : "Invalid"
}

const wordsFor = ({ code, status }: S3Answer): string => {
  if (code === "NoSuchBucket") return "there is no such bucket"
  if (code === "RequestTimeTooSkewed") return "this machine's clock differs from the store's"
  if (code === "SignatureDoesNotMatch") return "the store does not accept AWS_SECRET_ACCESS_KEY"
  if (code === "InvalidAccessKeyId" || code === "XAdminUserNotFound")
    return "the store does not know AWS_ACCESS_KEY_ID"
  if (status === 404) return "there is no such object or bucket"
  if (status === 403 || status === 401) return "the store does not allow it to these keys"
  if (status === 301 || status === 307) return "the bucket is in another region: set AWS_REGION"
  return "the store refused"
}

export const s3Failure = (location: string, answer: S3Answer): OutputError => {
  const code = answer.code === "" ? "" : ` ${answer.code}`
  return new OutputError({
    location,
    reason: reasonOf(answer),
    detail: `${wordsFor(answer)} (${answer.status}${code})`
  })
}
