/** What is captured from servers with other settings: cancel, a full queue, texts shown, shutdown. */
import { setTimeout as sleep } from "node:timers/promises"
import { apiPrefix, type CaptureRecorder, smallInputs } from "./CaptureRecorder.js"
import type { RealGradio, RealGradioOptions } from "./RealGradio.js"

export interface SettingScenario {
  readonly options: RealGradioOptions
  readonly record: (recorder: CaptureRecorder, server: RealGradio) => Promise<void>
}

const inferIndex = 0
const streamIndex = 1

/** space.py prints a line when a drawing function comes to its end. */
const endedRuns = (server: RealGradio): number => server.log().match(/ ended, seed/g)?.length ?? 0

export const settingScenarios: Readonly<Record<string, SettingScenario>> = {
  "cancel-running-generator": {
    options: { seconds: 4 },
    record: async (recorder) => {
      const eventId = await recorder.submit("infer_stream")
      const stream = recorder.queueData(eventId)
      await sleep(1_500)
      await recorder.cancel(eventId, streamIndex)
      await stream
      recorder.note("the same, read by /call")
      const second = await recorder.submitQuietly("infer_stream")
      const simple = recorder.call("infer_stream", second)
      await sleep(1_500)
      await recorder.cancel(second, streamIndex)
      await simple
    }
  },
  "cancel-queued": {
    options: { seconds: 3 },
    record: async (recorder, server) => {
      recorder.note("A runs, B waits and is cancelled at once, then C comes; one run takes 3 s")
      const running = await recorder.submitQuietly("infer")
      await sleep(300)
      const queued = await recorder.submit("infer")
      await recorder.cancel(queued, inferIndex)
      await recorder.queueData(queued)
      await recorder.send({ method: "GET", target: `${apiPrefix}/queue/status` })
      const next = await recorder.submitQuietly("infer")
      await Promise.all([
        recorder.times("A, read after the cancel of B", running),
        recorder.times("C", next)
      ])
      recorder.note(`runs that came to their end: ${endedRuns(server)}`)
    }
  },
  "cancel-running-function": {
    options: { seconds: 3 },
    record: async (recorder, server) => {
      recorder.note("A is cancelled after 1 s of 3 s, then B comes")
      const eventId = await recorder.submitQuietly("infer")
      const stream = recorder.queueData(eventId)
      await sleep(1_000)
      await recorder.cancel(eventId, inferIndex)
      await stream
      await recorder.times("B", await recorder.submitQuietly("infer"))
      recorder.note(`runs that came to their end: ${endedRuns(server)}`)
    }
  },
  leave: {
    options: { seconds: 3 },
    record: async (recorder, server) => {
      for (const name of ["infer", "infer_stream"]) {
        recorder.note(`${name}: the stream of A is left after 1 s of 3 s, then B comes`)
        await recorder.times("A", await recorder.submitQuietly(name), { leaveAfterMillis: 1_000 })
        const next = await recorder.submitQuietly(name)
        await recorder.times("B", next)
        recorder.note(`${name}: A runs, the stream of B is left while B waits, then C comes`)
        const running = await recorder.submitQuietly(name)
        await sleep(300)
        await recorder.times("B", await recorder.submitQuietly(name), { leaveAfterMillis: 200 })
        const last = await recorder.submitQuietly(name)
        await Promise.all([recorder.times("A", running), recorder.times("C", last)])
        recorder.note(`runs that came to their end so far: ${endedRuns(server)}`)
      }
      recorder.note("infer: the stream of A is left after 1 s, A is cancelled, then B comes")
      const left = await recorder.submitQuietly("infer")
      await recorder.times("A", left, { leaveAfterMillis: 1_000 })
      await recorder.cancel(left, inferIndex)
      await recorder.times("B", await recorder.submitQuietly("infer"))
    }
  },
  "queue-full": {
    options: { seconds: 2, queueMax: 1 },
    record: async (recorder) => {
      const running = await recorder.submit("infer_stream")
      await sleep(400)
      const waiting = await recorder.submit("infer_stream")
      const body = { data: smallInputs, fn_index: streamIndex, session_hash: "mine" }
      await recorder.post("/call/infer_stream", JSON.stringify({ data: smallInputs }))
      await recorder.post("/queue/join", JSON.stringify(body))
      await recorder.queueData(waiting, { leaveAt: "process_starts" })
      await recorder.queueData(running, { leaveAt: "process_starts" })
    }
  },
  "show-error": {
    options: { showError: true },
    record: async (recorder) => {
      await recorder.call("infer_crash", await recorder.submit("infer_crash"))
      await recorder.queueData(await recorder.submitQuietly("infer_crash"))
      await recorder.call("infer_quota", await recorder.submitQuietly("infer_quota"))
    }
  },
  login: {
    options: { login: "user:password" },
    record: async (recorder) => {
      await recorder.send({ method: "GET", target: "/config" })
      await recorder.post("/call/infer", JSON.stringify({ data: smallInputs }))
      await recorder.send({ method: "GET", target: `${apiPrefix}/call/infer/${"0".repeat(32)}` })
    }
  },
  heartbeat: {
    options: { seconds: 17 },
    record: async (recorder) => {
      recorder.note("A runs for 17 s and is read by /call; B waits and is read by /queue/data")
      const running = await recorder.submitQuietly("infer")
      const waiting = await recorder.submitQuietly("infer")
      const started = Date.now()
      const times: Array<string> = []
      const onChunk = (): void => void times.push(((Date.now() - started) / 1_000).toFixed(1))
      await Promise.all([
        recorder.call("infer", running, { onChunk }),
        recorder.queueData(waiting, { leaveAt: "heartbeat" })
      ])
      recorder.note(`chunks of A came ${times.join(", ")} s after its GET`)
    }
  },
  "server-stops": {
    options: { seconds: 20 },
    record: async (recorder, server) => {
      const eventId = await recorder.submitQuietly("infer_stream")
      const started = Date.now()
      const stream = recorder.queueData(eventId, { leaveAfterMillis: 12_000 })
      await sleep(800)
      process.kill(server.pid, "SIGINT")
      recorder.note("SIGINT 0.8 s after the start of the job")
      await stream
      recorder.note(`the stream ended after ${Math.round((Date.now() - started) / 1_000)} s`)
    }
  }
}
