/**
 * Who may do what among the tabs of a browser. Without the Web Locks of a secure page each tab is on
 * its own; what is stored is stored once all the same.
 */

/** Whether locks hold between tabs. */
export const areShared = (): boolean => "locks" in navigator

/** Runs the work when the lock is free, in whichever tab; until then it waits. */
export const exclusively = (name: string, work: () => Promise<void>): Promise<void> =>
  areShared() ? navigator.locks.request(`easel ${name}`, work) : work()

/**
 * Connections of a browser to one server are few (6 with HTTP/1.1), and each generation that is
 * followed holds one: more would hold up pictures and cancelling.
 */
const lines = 4

/** Runs the work on the first free line. */
export const onFreeLine = async (work: () => Promise<void>): Promise<void> => {
  if (!areShared()) return onLocalLine(work)
  const others = new AbortController()
  let begun = false
  const attempts = Array.from({ length: lines }, (_, line) =>
    navigator.locks
      .request(`easel line ${line}`, { signal: others.signal }, async () => {
        if (begun) return
        begun = true
        others.abort()
        await work()
      })
      .catch((error: unknown) => {
        if (!others.signal.aborted || !isAbort(error)) throw error
      })
  )
  await Promise.all(attempts)
}

const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError"

let free = lines
const waiting: Array<() => void> = []

const onLocalLine = async (work: () => Promise<void>): Promise<void> => {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
  else free--
  try {
    await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
}
