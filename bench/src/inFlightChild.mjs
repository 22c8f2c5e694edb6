// Many generations at once in one process: all must end with a picture.
const [name, count, ...baseUrls] = process.argv.slice(2)

const { open } = await import(`./subjects/${name}.mjs`)
const services = await Promise.all(baseUrls.map(open))
const hold = (n) => fetch(`${baseUrls[0]}/hold?n=${n}`)
await hold(0)
for (let index = 0; index < 100; index++) await services[index % services.length]()
await hold(count)
const start = performance.now()
const results = await Promise.allSettled(
  Array.from({ length: Number(count) }, (_, index) => services[index % services.length]())
)
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
