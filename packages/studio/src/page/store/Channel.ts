/** What the tabs of a browser tell each other. */
import type { Picture } from "../gallery/Picture.js"
import type { Generation } from "../generation/Generation.js"

export type Message =
  | { readonly kind: "Generation"; readonly generation: Generation }
  | { readonly kind: "GenerationGone"; readonly id: string }
  | { readonly kind: "Finished"; readonly id: string; readonly pictures: ReadonlyArray<Picture> }
  | { readonly kind: "Picture"; readonly picture: Picture }
  | { readonly kind: "PictureGone"; readonly id: string }

export interface Channel {
  readonly tell: (message: Message) => void
}

/** `hear` gets what other tabs say; only this page's own origin can say anything. */
export const open = (hear: (message: Message) => void): Channel => {
  const channel = new BroadcastChannel("easel-studio")
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => hear(data))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- none but this one can hear
  return { tell: (message) => channel.postMessage(message) }
}
