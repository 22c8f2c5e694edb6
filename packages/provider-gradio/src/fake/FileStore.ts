import * as Effect from "effect/Effect"
import type { FakeReply, Picture } from "@easel/core/Fake"
import * as MediaType from "@easel/core/MediaType"
import type { Behaviour } from "./GradioVersion.js"

/** Pictures that are kept; the oldest goes first, as with Gradio's `delete_cache`. */
const capacity = 1000

/** Where the Space keeps its files. */
const folder = "/tmp/gradio"

/** Gradio's description of a file. */
export interface FileData {
  readonly path: string | null
  readonly url: string | null
  readonly size: null
  readonly orig_name: string | null
  readonly mime_type: null
  readonly is_stream: false
  readonly meta: { readonly _type: "gradio.FileData" }
}

/** Gradio's description of a file, from where it lies. */
export const fileData = (path: string | null, url: string | null): FileData => ({
  path,
  url,
  size: null,
  orig_name: path?.split("/").at(-1) ?? null,
  mime_type: null,
  is_stream: false,
  meta: { _type: "gradio.FileData" }
})

const sha256 = (bytes: Uint8Array): Effect.Effect<string> =>
  Effect.promise(() => crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).pipe(
    Effect.map((digest) =>
      Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
    )
  )

/** The root that a version derives from the address of the call. */
const rootOf = ({ prefix, wrongAddresses }: Behaviour, call: URL): string => {
  if (!wrongAddresses) return call.origin
  const address = call.origin + call.pathname
  return address.slice(0, -`${prefix}/queue/join`.length)
}

/** The pictures that a stand-in has made. */
export class FileStore {
  private readonly files = new Map<string, Picture>()

  constructor(private readonly behaviour: Behaviour) {}

  /** Keeps a picture under the hash of its bytes and describes it. */
  add(picture: Picture, call: URL): Effect.Effect<FileData> {
    return Effect.map(sha256(picture.bytes), (hash) => {
      const path = `${folder}/${hash}/image.${MediaType.extension(picture.mediaType)}`
      const [oldest] = this.files.keys()
      if (this.files.size >= capacity && oldest !== undefined) this.files.delete(oldest)
      this.files.set(path, picture)
      const { prefix } = this.behaviour
      return fileData(path, `${rootOf(this.behaviour, call)}${prefix}/file=${path}`)
    })
  }

  /** Hands a picture out; what is missing is forbidden, never unknown. */
  reply(path: string): FakeReply {
    const picture = this.files.get(path)
    if (picture === undefined) {
      return {
        status: 403,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ detail: `File not allowed: ${path}.` })
      }
    }
    return {
      status: 200,
      headers: {
        "content-type": picture.mediaType,
        "accept-ranges": "bytes",
        "content-disposition": `inline; filename="${path.split("/").at(-1) ?? ""}"`
      },
      body: picture.bytes
    }
  }
}
