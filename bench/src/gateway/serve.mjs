import { setTimeout as sleep } from "node:timers/promises"

/** Listens on a free port of this machine, tells it to the parent, and ends with it. */
export const serve = (server) => {
  server.keepAliveTimeout = 60_000
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
    process.send(server.address().port)
  )
  answerMeasurements()
}

/** What one collection of garbage finds may be given back only after it, as the memory of buffers is. */
const collect = async () => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    await sleep(100)
  }
}

/** Tells what the process uses when it is asked, after collections of garbage. */
export const answerMeasurements = () => {
  process.on("message", async () => {
    const { system, user } = process.cpuUsage()
    await collect()
    const { heapUsed, external, rss } = process.memoryUsage()
    process.send({ used: heapUsed + external, rss, cpu: system + user })
  })
  process.on("disconnect", () => process.exit(0))
}
