/** An object store that keeps texts in memory and checks no signature. */
import * as Effect from "effect/Effect"
import type { FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"

interface StoredObject {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

export interface StandInStore extends FakeService {
  readonly objects: Map<string, StoredObject>
}

const failure = (status: number, code: string): FakeReply => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>AKEXAMPLE SECRETEXAMPLE</Message></Error>`
})

const metadata = (request: FakeRequest) =>
  Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => name.startsWith("x-amz-meta-"))
  )

/** `guards`: it knows `If-None-Match`; stores that don't pass over it. */
export const standInStore = (guards: boolean): StandInStore => {
  const objects = new Map<string, StoredObject>()
  const answer = (request: FakeRequest): FakeReply => {
    const key = decodeURIComponent(request.url.pathname)
    const found = objects.get(key)
    switch (request.method) {
      case "PUT":
        if (guards && found !== undefined && request.headers["if-none-match"] === "*") {
          return failure(412, "PreconditionFailed")
        }
        objects.set(key, { text: request.text, headers: metadata(request) })
        return { status: 200, body: "" }
      case "DELETE":
        objects.delete(key)
        return { status: 204, body: "" }
      default:
        return found === undefined
          ? failure(404, "NoSuchKey")
          : { status: 200, headers: found.headers, body: found.text }
    }
  }
  return { objects, handle: (request) => Effect.sync(() => answer(request)) }
}

export { failure }
