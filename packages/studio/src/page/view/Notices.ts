/** Short messages: to be seen for a while, with a way back, or to be heard only. */
import { type ReadonlySignal, signal } from "@preact/signals"

export interface Notice {
  readonly text: string
  readonly undo: (() => void) | undefined
}

export interface Notices {
  readonly current: ReadonlySignal<Notice | undefined>
  /** What a screen reader says. */
  readonly heard: ReadonlySignal<string>
  readonly say: (text: string, undo?: () => void) => void
  readonly announce: (text: string) => void
  readonly dismiss: () => void
}

/** Long enough to read it and to change one's mind. */
const lifetime = 8000

export const make = (): Notices => {
  const current = signal<Notice | undefined>(undefined)
  const heard = signal("")
  let timer: ReturnType<typeof setTimeout> | undefined
  const dismiss = (): void => {
    clearTimeout(timer)
    current.value = undefined
  }
  const announce = (text: string): void => {
    // The same text twice would not be said again.
    heard.value = heard.value === text ? `${text}.` : text
  }
  return {
    current,
    heard,
    announce,
    dismiss,
    say: (text, undo) => {
      dismiss()
      current.value = { text, undo }
      announce(text)
      timer = setTimeout(dismiss, lifetime)
    }
  }
}
