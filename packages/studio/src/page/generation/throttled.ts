/** Runs the work at once, then not more often than each `pause` milliseconds, the last call surely. */
export const throttled = (pause: number, work: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const run = (): void => {
    work()
    timer = setTimeout(() => {
      timer = undefined
      if (!again) return
      again = false
      run()
    }, pause)
  }
  return () => {
    if (timer === undefined) run()
    else again = true
  }
}
