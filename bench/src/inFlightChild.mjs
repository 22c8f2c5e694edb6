// Many generations at once in one process: all must end with a picture.
const [name, baseUrl, count] = process.argv.slice(2)

const { open } = await import(`./subjects/${name}.mjs`)
const generate = await open(baseUrl)
await fetch(`${baseUrl}/hold?n=0`)
for (let index = 0; index < 50; index++) await generate()
await fetch(`${baseUrl}/hold?n=${count}`)
const start = performance.now()
const results = await Promise.allSettled(Array.from({ length: Number(count) }, () => generate()))
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
