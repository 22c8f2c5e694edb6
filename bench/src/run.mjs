// `npm run bench [-- figure…] [-- --write]`: tables of ratios, measured in one run.
import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { fileURLToPath } from "node:url"

const figures = ["startUp", "decoding", "cpu", "policies", "gateway", "inFlight", "batch"]

const flags = process.argv.slice(2)
const chosen = flags.filter((flag) => !flag.startsWith("-"))
const unknown = chosen.find((name) => !figures.includes(name))
if (unknown !== undefined) {
  process.stderr.write(`bench: there is no figure "${unknown}"; try ${figures.join(", ")}\n`)
  process.exit(2)
}

const table = ({ head, rows, title }) => {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`)
  return `## ${title}\n\n${lines.join("\n")}\n`
}

const sections = []
for (const name of chosen.length === 0 ? figures : chosen) {
  const { measure } = await import(`./${name}.mjs`)
  for (const figure of await measure()) {
    sections.push(table(figure))
    process.stdout.write(`${sections.at(-1)}\n`)
  }
}

if (flags.includes("--write")) {
  const date = new Date().toISOString().slice(0, 10)
  const machine = `${cpus().length} cores (${cpus()[0].model}), ${process.platform}, Node ${process.versions.node}`
  const head = `# Benchmarks

Written by \`npm run bench -- --write\` on ${date}; ${machine}.

Only the ratios mean something, and on a machine that is shared they vary from run to run by a fifth
or so: every table was measured in one run, its subjects in turns, and
shows the median of the rounds. All subjects speak to the same stand-in, which runs in a process of
its own. CPU is user and system time of the subject's process after a warm-up.
`
  const notes = `## What the figures say

- **A stream costs more than a generation.** Running an Effect 3 stream takes about 530 steps of
  the runtime and 200 KiB of short-lived memory before the first element; \`Stream.runDrain(Stream.empty)\`
  alone costs about as much CPU as the whole hand-written loop. That is why a provider here is an
  effect that emits, why \`ImageModel.generate(request, onEvent)\` is the primitive, and why
  \`ImageModel.stream\`, which is for composing, is above the limit of 4×: what is left of it is the
  caller's own \`Stream.runForEach\`.
- The client of \`@easel/node\` reads bodies from undici's parser without a Node stream in between.
- The AI SDK has no previews and \`@gradio/client\` no other service, so each is compared where it
  can do the same work. \`@gradio/client\` reads the queue's stream, which says a little more.
- Policies: \`sd35\` gives its pictures as addresses. The cache keeps bytes, so it loads what the
  program has not looked at; a program that loads nothing pays for these downloads. In memory nothing
  is encoded; a cache on disk also pays for base64 and the file.
- **The gateway** sends large pictures at the rate that it should, and small ones a little below it:
  whole runs of this day gave 0.46× to 0.49× of a bare relay that looks at no byte, where it was 0.28×
  and then 0.33×. A preview is no text on its way any more: its base64 is cut out of the event as bytes
  and sent as these bytes, which takes a quarter of the work of before for each (0.24 ms where it was
  1 ms, most of that for memory of more than 128 KiB that the engine takes from the system and gives
  back). What is left, by profile: a fifth of the main thread is the collector, which marks the whole
  heap two or three times a second because each stream brings 1.1 MiB of buffers that lie outside of it;
  a quarter are the 660 steps of Effect's runtime, half of them those of the HTTP stack on which the
  gateway stands; a tenth is the socket. A waiting stream keeps 58 to 64 KiB, of which the relay's
  sockets are 12; it was 74, measured in the same way, since platform-node joined body and answer by
  \`pipeline\`. The LiteLLM proxy has no previews.
- **In flight**: a waiting \`generate\` keeps about 29 KiB of heap where the loop keeps 15, mostly
  continuations of two fibers, the caller's and the provider's; deadlines share a fiber. A stream
  keeps about 54, of which the caller's own \`Stream.runForEach\` is the larger part, and is above the
  limit of memory for that reason. A generation's second request takes the socket of its first, so
  that 19,000 fit into an ordinary limit of 20,000 open files; the loop opens up to two for each.
- **Durable items**: an item's row is its journal, written in groups, where the engine as it comes
  records each activity in tables of its own. On SQLite nothing of the engine runs at all. On
  PostgreSQL, where the server shares the two cores with the workers, an item costs 16 ms of the worker's
  CPU where it cost 24, and the placing of an item among the workers is still the engine's: three times
  its rate was not reached there. With two workers the table shows the CPU of one of them; on the same
  two cores they add nothing to the sum, and machines of their own were not measured.
- All subjects start 500 generations every 20 ms, on four ports: in one instant and on one port the
  kernel itself would be what is measured.
`
  const path = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url))
  writeFileSync(path, [head, ...sections, notes].join("\n"))
}
