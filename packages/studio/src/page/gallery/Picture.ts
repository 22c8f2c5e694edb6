/** A finished picture, without its bytes. */
import type { Generation, Restart } from "../generation/Generation.js"
import type { Receipt } from "../wire/Event.js"

export interface Picture {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Of the model, for people. */
  readonly label: string
  readonly receipt: Receipt
  /** Of this picture; `"unknown"` when the service keeps it to itself. */
  readonly seed: number | "unknown"
  readonly mediaType: string
  readonly width: number
  readonly height: number
  /** Of the file. */
  readonly bytes: number
  readonly warnings: ReadonlyArray<string>
  readonly restarts: ReadonlyArray<Restart>
  readonly starred: boolean
}

/** A picture that was fetched. */
export interface Fetched {
  readonly blob: Blob
  readonly seed: number | undefined
  readonly width: number
  readonly height: number
}

/** The same generation and place always make the same id: none is kept twice. */
export const picturesOf = (
  { createdAt, id, label, response, restarts, warnings }: Generation,
  fetched: ReadonlyArray<Fetched>
): ReadonlyArray<Picture> => {
  if (response === undefined) return []
  const { receipt } = response
  const alone = fetched.length === 1 ? receipt.seed : "unknown"
  return fetched.map(({ blob, height, seed, width }, index) => ({
    id: `${id}.${index}`,
    createdAt: createdAt + index / 100,
    label,
    receipt,
    seed: seed ?? alone,
    mediaType: blob.type,
    width,
    height,
    bytes: blob.size,
    warnings,
    restarts,
    starred: false
  }))
}

/** Milliseconds from the request to the finished picture. */
export const tookOf = ({ receipt: { timings } }: Picture): number =>
  Date.parse(timings.finished) - Date.parse(timings.submitted)

const extensions: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/avif": "avif",
  "image/svg+xml": "svg"
}

/** A name for the file, of the prompt's first words. */
export const fileName = ({ mediaType, receipt, seed }: Picture): string => {
  const words = receipt.prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, 48)
    .replace(/^-+|-+$/g, "")
  return `${words || "picture"}-${seed}.${extensions[mediaType] ?? "img"}`
}
