import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Message } from "@easel/core/WebSockets"
import { Text } from "./wire.js"

/** What a message of the web socket says. */
export type Reading =
  | { readonly _tag: "Text"; readonly text: Text }
  | { readonly _tag: "Preview"; readonly jobId: string | undefined; readonly bytes: Uint8Array }

const decodeText = Schema.decodeEither(Schema.parseJson(Text))

const decodeMetadata = Schema.decodeEither(
  Schema.parseJson(Schema.Struct({ prompt_id: Schema.optional(Schema.String) }))
)

/** Kinds of binary messages. */
const preview = 1
const previewWithMetadata = 4

const readBytes = (message: Uint8Array): Reading | undefined => {
  if (message.length < 8) return undefined
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const [kind, second] = [view.getUint32(0), view.getUint32(4)]
  // The second number is the format, which the bytes say themselves.
  if (kind === preview) return { _tag: "Preview", jobId: undefined, bytes: message.subarray(8) }
  if (kind !== previewWithMetadata || 8 + second > message.length) return undefined
  const metadata = decodeMetadata(new TextDecoder().decode(message.subarray(8, 8 + second)))
  return Either.isRight(metadata)
    ? { _tag: "Preview", jobId: metadata.right.prompt_id, bytes: message.subarray(8 + second) }
    : undefined
}

/** Reads a message; one that is not known or can't be read says nothing. */
export const readMessage = (message: Message): Reading | undefined => {
  if (typeof message !== "string") return readBytes(message)
  const text = decodeText(message)
  return Either.isRight(text) ? { _tag: "Text", text: text.right } : undefined
}
