// Many generations at once in one process: all must end with a picture.
import { setTimeout as sleep } from "node:timers/promises"

const [name, count, ...baseUrls] = process.argv.slice(2)

const { open } = await import(`./subjects/${name}.mjs`)
const services = await Promise.all(baseUrls.map(open))
const hold = (n) => fetch(`${baseUrls[0]}/hold?n=${n}`)
await hold(0)
for (let index = 0; index < 100; index++) await services[index % services.length]()
await hold(count)
const start = performance.now()
const running = []
// Not in one instant, where the kernel would drop connections that the server has yet to accept.
while (running.length < Number(count)) {
  for (let index = 0; index < 500; index++) {
    running.push(services[index % services.length]())
  }
  await sleep(20)
}
const results = await Promise.allSettled(running)
const millis = performance.now() - start
const failed = results.filter(({ status }) => status === "rejected")
process.stdout.write(
  JSON.stringify({
    millis,
    resident: process.resourceUsage().maxRSS * 1024,
    lost: failed.length,
    reason: failed[0] && String(failed[0].reason)
  })
)
process.exit(0)
