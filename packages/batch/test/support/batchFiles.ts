import * as BatchFile from "@easel/batch/BatchFile"
import type { BatchItem } from "@easel/batch/BatchItem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** Bytes in pieces of a size that cuts lines and letters in two. */
export const pieces = (content: string | Uint8Array, size = 7): Stream.Stream<Uint8Array> => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
  return Stream.unfold(0, (offset) =>
    offset < bytes.length
      ? Option.some([bytes.slice(offset, offset + size), offset + size] as const)
      : Option.none()
  )
}

type Given = Partial<Omit<BatchFile.Options, "bytes">> & { readonly piece?: number }

/** The items of a file with that content. */
export const itemsOf = (
  content: string | Uint8Array,
  { file = "cats.jsonl", piece, ...options }: Given = {}
) =>
  Stream.runCollect(BatchFile.read({ ...options, file, bytes: pieces(content, piece) })).pipe(
    Effect.map((items): ReadonlyArray<BatchItem> => Array.from(items))
  )

/** Its mistakes as they are shown, the file's name left out. */
export const mistakesOf = (content: string | Uint8Array, options: Given = {}) =>
  Effect.map(Effect.flip(itemsOf(content, options)), (error) =>
    error.mistakes.map(({ line, reason }) => (line === undefined ? reason : `${line}: ${reason}`))
  )
