/** The answer of a tool, in the content blocks that clients show. */
import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/server"
import * as Encoding from "effect/Encoding"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { GatewayError } from "../GatewayError.js"
import { advice } from "./advice.js"

/**
 * The most characters of base64 in one answer. Claude Desktop refuses answers over 1 MiB, text
 * included.
 */
export const mostPictureCharacters = 1_000_000

/** Characters that the bytes of a picture take in an answer. */
export const encodedLength = ({ bytes }: ImageAsset): number => Math.ceil(bytes.length / 3) * 4

export const text = (content: string): ContentBlock => ({ type: "text", text: content })

export const picture = ({ bytes, mediaType }: ImageAsset): ContentBlock => ({
  type: "image",
  data: Encoding.encodeBase64(bytes),
  mimeType: mediaType
})

/** What went wrong and what to do about it; the client's model reads it. */
export const failure = (error: GatewayError): CallToolResult => ({
  isError: true,
  content: [text(`${error._tag}: ${error.message}\n${advice(error)}`)]
})
