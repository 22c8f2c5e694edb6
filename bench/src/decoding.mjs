// Decoding server-sent events, without a network: what a body costs once its bytes are there.
import * as ServerSentEvents from "@easel/core/ServerSentEvents"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { createParser } from "eventsource-parser"
import { median, ratio } from "./statistics.mjs"

const pieceSize = 16 * 1024
const megabyte = 1024 * 1024

const pieces = (text) => {
  const bytes = new TextEncoder().encode(text)
  return Array.from({ length: Math.ceil(bytes.length / pieceSize) }, (_, index) =>
    bytes.subarray(index * pieceSize, (index + 1) * pieceSize)
  )
}

const dataLine = (size) => pieces(`event: complete\ndata: ["${"A".repeat(size)}"]\n\n`)

/** What a program does that knows that one event comes. */
const concatenate = (body) => {
  const text = Buffer.concat(body).toString("utf8")
  const start = text.indexOf("data: ") + 6
  JSON.parse(text.slice(start, text.indexOf("\n", start)))
}

const decode = (body) => {
  const decoder = ServerSentEvents.makeDecoder()
  const events = []
  for (const piece of body) {
    decoder.feed(piece)
    events.push(...decoder.take())
  }
  decoder.end()
  events.push(...decoder.take())
  return events
}

const decodeLine = (body) => {
  for (const { data } of decode(body)) JSON.parse(data)
}

const parseAlone = (body) => {
  let count = 0
  const parser = createParser({ onEvent: () => count++ })
  const text = new TextDecoder()
  for (const piece of body) parser.feed(text.decode(piece, { stream: true }))
  return count
}

const asStream = (body) =>
  Effect.runSync(
    Stream.fromIterable(body).pipe(Stream.rechunk(1), ServerSentEvents.decode(), Stream.runCount)
  )

const millis = (work) => {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Medians of several subjects on the same body, in turns. */
const compare = (body, rounds, subjects) => {
  const times = subjects.map(() => [])
  for (let index = 0; index < rounds + 2; index++) {
    subjects.forEach((subject, at) => {
      const time = millis(() => subject(body))
      if (index >= 2) times[at].push(time)
    })
  }
  return times.map(median)
}

export const measure = async () => {
  const [plain8, easel8] = compare(dataLine(8 * megabyte), 9, [concatenate, decodeLine])
  const [plain64, easel64] = compare(dataLine(64 * megabyte - 64), 3, [concatenate, decodeLine])
  const small = pieces(`event: heartbeat\ndata: null\n\n`.repeat(100_000))
  const [alone, decoder, stream] = compare(small, 9, [parseAlone, decode, asStream])
  const row = (name, time, other, limit) => [
    name,
    `${time.toFixed(1)} ms`,
    `${ratio(time / other)}${limit}`
  ]
  return [
    {
      title: "Decoding server-sent events that lie in memory, in pieces of 16 KiB",
      head: ["subject", "time", "ratio"],
      rows: [
        row("8 MiB data line, concatenated, JSON.parse", plain8, plain8, ""),
        row("8 MiB data line, Easel's decoder, JSON.parse", easel8, plain8, " (limit 1.7×)"),
        row("64 MiB data line, concatenated, JSON.parse", plain64, plain64, ""),
        row("64 MiB data line, Easel's decoder, JSON.parse", easel64, plain64, " (limit 1.7×)"),
        row("the same, to its own 8 MiB", easel64, easel8, " (8× is linear)"),
        row("100,000 small events, eventsource-parser alone", alone, alone, ""),
        row("100,000 small events, Easel's decoder", decoder, alone, " (limit 2×)"),
        row("100,000 small events, as an Effect stream", stream, alone, "")
      ]
    }
  ]
}
