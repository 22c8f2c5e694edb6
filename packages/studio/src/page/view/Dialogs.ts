/** Which of the dialogs is open; one at a time. */
import { signal, type Signal } from "@preact/signals"

export type Dialog =
  | { readonly kind: "Picture"; readonly id: string }
  | { readonly kind: "Compare"; readonly left: string; readonly right: string }
  | { readonly kind: "Keys" }

export interface Dialogs {
  readonly current: Signal<Dialog | undefined>
  /** Whether the details stand beside an open picture. */
  readonly details: Signal<boolean>
  /** Id of the picture that waits for another one to be compared with. */
  readonly marked: Signal<string | undefined>
  /** Marks a picture; with another one marked, opens both. */
  readonly compare: (id: string) => void
  readonly close: () => void
}

export const make = (): Dialogs => {
  const current = signal<Dialog | undefined>(undefined)
  const details = signal(true)
  const marked = signal<string | undefined>(undefined)
  return {
    current,
    details,
    marked,
    compare: (id) => {
      const left = marked.value
      if (left === undefined || left === id) {
        marked.value = left === id ? undefined : id
        return
      }
      marked.value = undefined
      current.value = { kind: "Compare", left, right: id }
    },
    close: () => {
      current.value = undefined
    }
  }
}
