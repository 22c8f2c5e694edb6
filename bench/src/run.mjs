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
- **The gateway** was below what it should reach for small pictures when this table was measured: 0.28×
  of a bare relay that looks at no byte, and 0.51× for large ones; a waiting stream used 67 KiB where
  64 are allowed. Since then a waiting stream uses 59 KiB (the same load with 1,000 streams), and a
  stream takes 683 steps and 5 fibers where it took 1,169 and 14, and decodes its events with half the
  CPU; in turns with the relay on a machine that was not at rest its CPU went from 7.0 to 5.5 times the
  relay's before the last third of those steps was gone. No whole run of the benchmark has been made
  since, so that the tables stay as they are. What is left: about half of the steps are those of the
  HTTP stack on which the gateway stands, and of the bytes each picture of 96 KiB is still made three
  times into a new text of more than 128 KiB (the event, the value of its JSON, the data URL that is
  put together of it), which the engine takes from the system and gives back each time: that is a
  quarter to a half of a millisecond for each where faults of pages are dear. The LiteLLM proxy, which
  has no previews, gives 0.10× of the relay for a JSON answer, and Easel 0.18×. Neighbours on the
  machine were not quite at rest.
- **In flight**: a waiting \`generate\` keeps about 29 KiB of heap where the loop keeps 15, mostly
  continuations of two fibers, the caller's and the provider's; deadlines share a fiber. A stream
  keeps about 54, of which the caller's own \`Stream.runForEach\` is the larger part, and is above the
  limit of memory for that reason. A generation's second request takes the socket of its first, so
  that 19,000 fit into an ordinary limit of 20,000 open files; the loop opens up to two for each.
- All subjects start 500 generations every 20 ms, on four ports: in one instant and on one port the
  kernel itself would be what is measured.
`
  const path = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url))
  writeFileSync(path, [head, ...sections, notes].join("\n"))
}
