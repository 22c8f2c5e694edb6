/** The messages of a ComfyUI server. */
const encoder = new TextEncoder()

export const event = (type: string, data: unknown): string => JSON.stringify({ type, data })

const png = 2

/** A preview as old servers send it: which job it belongs to is not said. */
export const preview = (bytes: Uint8Array): Uint8Array => {
  const frame = new Uint8Array(8 + bytes.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, 1)
  view.setUint32(4, png)
  frame.set(bytes, 8)
  return frame
}

/** A preview for clients that know metadata. */
export const previewWithMetadata = (bytes: Uint8Array, metadata: unknown): Uint8Array => {
  const head = encoder.encode(JSON.stringify(metadata))
  const frame = new Uint8Array(8 + head.length + bytes.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, 4)
  view.setUint32(4, head.length)
  frame.set(head, 8)
  frame.set(bytes, 8 + head.length)
  return frame
}
