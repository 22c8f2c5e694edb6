/** Listens on a free port of this machine, tells it to the parent, and ends with it. */
export const serve = (server) => {
  server.keepAliveTimeout = 60_000
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
    process.send(server.address().port)
  )
  answerMeasurements()
}

/** Tells what the process uses when it is asked, after a collection of garbage. */
export const answerMeasurements = () => {
  process.on("message", () => {
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    const { system, user } = process.cpuUsage()
    process.send({ used: heapUsed + external, rss, cpu: system + user })
  })
  process.on("disconnect", () => process.exit(0))
}
