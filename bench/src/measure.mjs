// One subject in a process of its own: CPU microseconds a generation, after a warm-up.
const [name, baseUrl, runs, warmUp] = process.argv.slice(2)

const { open } = await import(`./subjects/${name}.mjs`)
const generate = await open(baseUrl)
for (let index = 0; index < Number(warmUp); index++) await generate()
const before = process.cpuUsage()
for (let index = 0; index < Number(runs); index++) await generate()
const { system, user } = process.cpuUsage(before)
process.stdout.write(
  JSON.stringify({ micros: (user + system) / Number(runs), user: user / Number(runs) })
)
process.exit(0)
