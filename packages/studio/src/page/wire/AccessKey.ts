/** The key of a gateway that wants one; kept until the tab is closed. */
import { type ReadonlySignal, signal } from "@preact/signals"
import type { Access } from "./Gateway.js"

export interface AccessKey extends Access {
  /** A key is wanted, and why; undefined when it is not. */
  readonly wanted: ReadonlySignal<"Missing" | "Refused" | undefined>
  readonly give: (key: string) => void
  /** Nobody has one. */
  readonly decline: () => void
}

const name = "easel-key"

export const make = (): AccessKey => {
  const wanted = signal<"Missing" | "Refused" | undefined>(undefined)
  let waiting: Array<(given: boolean) => void> = []
  const answer = (given: boolean): void => {
    wanted.value = undefined
    const those = waiting
    waiting = []
    for (const resolve of those) resolve(given)
  }
  const key = (): string | undefined => sessionStorage.getItem(name) ?? undefined
  return {
    wanted,
    key,
    renew: (refused) => {
      // Another request may have been given one meanwhile.
      if (key() !== refused) return Promise.resolve(true)
      wanted.value = refused === undefined ? "Missing" : "Refused"
      return new Promise((resolve) => waiting.push(resolve))
    },
    give: (given) => {
      sessionStorage.setItem(name, given)
      answer(true)
    },
    decline: () => answer(false)
  }
}
