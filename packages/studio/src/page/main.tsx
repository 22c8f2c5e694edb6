/** Starts the studio. */
import { signal } from "@preact/signals"
import { render } from "preact"
import * as DatabaseStorage from "./store/DatabaseStorage.js"
import * as LastingStorage from "./store/LastingStorage.js"
import * as MemoryStorage from "./store/MemoryStorage.js"
import { newId } from "./store/newId.js"
import type { Storage } from "./store/Storage.js"
import { App } from "./view/App.js"
import { open, SessionContext } from "./view/Session.js"

const trouble = signal<LastingStorage.Trouble | undefined>(undefined)

const openStorage = async (): Promise<Storage> => {
  try {
    return LastingStorage.make(await DatabaseStorage.open(), (what) => {
      trouble.value = what
    })
  } catch {
    trouble.value = "None"
    return MemoryStorage.make()
  }
}

/** Lasts as long as the tab, also when it is loaded again. */
const tabId = (): string => {
  const name = "easel-tab"
  const id = sessionStorage.getItem(name) ?? newId()
  sessionStorage.setItem(name, id)
  return id
}

const start = async (): Promise<void> => {
  const root = document.getElementById("studio")
  if (root === null) return
  const session = await open({ tab: tabId(), storage: await openStorage(), trouble })
  render(
    <SessionContext.Provider value={session}>
      <App />
    </SessionContext.Provider>,
    root
  )
  await session.loadProviders()
}

await start()
