// Takes the time of a number of items, and tells the parent process.
export const report = (items) => {
  const begun = performance.now()
  const before = process.cpuUsage()
  return () => {
    const millis = performance.now() - begun
    const { system, user } = process.cpuUsage(before)
    process.send({
      perSecond: (items / millis) * 1000,
      cpu: (user + system) / 1000 / items,
      resident: process.memoryUsage.rss()
    })
  }
}
