// The gateway against a bare relay of the same bytes, with the load in a process of its own, and
// beside the LiteLLM proxy where Python is.
import { execFile, fork } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as liteLlm from "./gateway/liteLlm.mjs"
import { median, ratio } from "./statistics.mjs"

const file = (name) => fileURLToPath(new URL(`gateway/${name}.mjs`, import.meta.url))

const start = async (name, ...args) => {
  const child = fork(file(name), args, { execArgv: ["--expose-gc"] })
  const [port] = await once(child, "message")
  return { child, url: `http://127.0.0.1:${port}` }
}

const measureOf = async ({ child }) => {
  child.send("measure")
  const [measurement] = await once(child, "message")
  return measurement
}

const load = async ({ url }, model, concurrency, count, kind) => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    file("load"),
    url,
    model,
    String(concurrency),
    String(count),
    kind
  ])
  const result = JSON.parse(stdout)
  if (result.lost > 0) throw new Error(`${url}: ${result.lost} of ${result.count} lost`)
  return result
}

const rounds = 3

/** The median round of each subject, measured in turns after a warm-up. */
const inTurns = async (subjects, ...args) => {
  const [model, concurrency, count, kind] = args
  const results = subjects.map(() => [])
  for (const subject of subjects) {
    await load(subject, model, concurrency, Math.ceil(count / 2), kind)
  }
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      results[index].push(await load(subject, ...args))
    }
  }
  return results.map((all) => ({
    perSecond: median(all.map(({ count: ended, seconds }) => ended / seconds)),
    bytesPerSecond: median(all.map(({ bytes, seconds }) => bytes / seconds)),
    median: median(all.map((each) => each.median)),
    p99: median(all.map((each) => each.p99))
  }))
}

const mebibytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`

const throughput = async (relay, gateway) => {
  const rows = []
  for (const [title, model, count] of [
    ["96 KiB", "p96", 800],
    ["1 MiB", "p1024", 120]
  ]) {
    const [bare, ours] = await inTurns([relay, gateway], model, 32, count, "stream")
    const row = (name, result, limit) => [
      `${name}, pictures of ${title}`,
      result.perSecond.toFixed(0),
      mebibytes(result.bytesPerSecond),
      `${ratio(result.perSecond / bare.perSecond)}${limit}`
    ]
    rows.push(row("bare relay", bare, ""), row("Easel", ours, " (at least 0.5×)"))
  }
  return {
    title: "The gateway: streams with three previews and the picture, 32 at a time",
    head: ["subject", "streams a second", "bytes a second", "to the relay"],
    rows
  }
}

const latency = async (relay, gateway) => {
  const [bare, ours] = await inTurns([relay, gateway], "p96", 4, 600, "stream")
  const row = (name, result) => [
    name,
    `${result.median.toFixed(1)} ms`,
    `${result.p99.toFixed(1)} ms`,
    `${(result.median - bare.median).toFixed(1)} ms`,
    `${(result.p99 - bare.p99).toFixed(1)} ms`
  ]
  return {
    title: "The gateway: time to the first preview, 4 streams at a time, pictures of 96 KiB",
    head: ["subject", "median", "99th percentile", "added, median", "added, 99th percentile"],
    rows: [row("bare relay", bare), row("Easel", ours)]
  }
}

const many = 2000

/** What a stream holds that waits for its first preview, and whether all end. */
const openStreams = async (upstream, subject) => {
  await load(subject, "p96", 32, 200, "stream")
  const before = await measureOf(subject)
  await fetch(`${upstream.url}/hold?n=${many}`)
  const ended = load(subject, "p96", many - 1, many - 1, "stream")
  await sleep(8000)
  const during = await measureOf(subject)
  // The last one lets them all go on.
  await load(subject, "p96", 1, 1, "stream")
  await fetch(`${upstream.url}/hold?n=0`)
  await ended
  return {
    used: (during.used - before.used) / (many - 1),
    resident: (during.rss - before.rss) / (many - 1)
  }
}

const memory = async (upstream, relay, gateway) => {
  const bare = await openStreams(upstream, relay)
  const ours = await openStreams(upstream, gateway)
  const kibibytes = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`
  const row = (name, { resident, used }, limit) => [
    name,
    "0",
    `${kibibytes(used)}${limit}`,
    kibibytes(resident)
  ]
  return {
    title: `The gateway: ${many} streams open at once that wait for their first preview`,
    head: ["subject", "lost", "used by each", "resident for each"],
    rows: [row("bare relay", bare, ""), row("Easel", ours, " (at most 64 KiB)")]
  }
}

const oneAnswer = async (upstream, relay, gateway) => {
  const proxy = await liteLlm.start(upstream.url)
  const subjects = [relay, gateway, ...(proxy === undefined ? [] : [proxy])]
  const results = await inTurns(subjects, "p96", 8, 400, "json").finally(() => proxy?.stop())
  const names = ["bare relay", "Easel", `LiteLLM ${proxy?.version}`]
  return {
    title: "The gateway: one JSON answer with a picture of 96 KiB, 8 at a time",
    head: ["subject", "answers a second", "to the relay"],
    rows: results.map(({ perSecond }, index) => [
      names[index],
      perSecond.toFixed(0),
      ratio(perSecond / results[0].perSecond)
    ])
  }
}

export const measure = async () => {
  const upstream = await start("upstream")
  const relay = await start("relay", upstream.url)
  const gateway = await start("gateway", upstream.url)
  try {
    return [
      await throughput(relay, gateway),
      await latency(relay, gateway),
      await memory(upstream, relay, gateway),
      await oneAnswer(upstream, relay, gateway)
    ]
  } finally {
    for (const { child } of [gateway, relay, upstream]) child.disconnect()
  }
}
