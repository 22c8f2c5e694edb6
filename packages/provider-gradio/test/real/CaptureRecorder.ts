/** Sends requests to one server and keeps each exchange as text. */
import { makePlaceholders, renderExchange } from "./CaptureText.js"
import { exchange, type RawAnswer, type RawRequest } from "./RawExchange.js"

/** `prompt` to `num_inference_steps`: small, four steps, a fixed seed. */
export const smallInputs: ReadonlyArray<unknown> = ["a cat", "", 7, false, 512, 512, 4.5, 4]

export const apiPrefix = "/gradio_api"

export class CaptureRecorder {
  private parts: Array<string> = []
  private placeholders = makePlaceholders()

  constructor(readonly baseUrl: string) {}

  /** The capture so far, and a fresh start. */
  take(): string {
    const text = this.parts.join("\n\n")
    this.parts = []
    this.placeholders = makePlaceholders()
    return `${text}\n`
  }

  note(text: string): void {
    this.parts.push(`# ${text}`)
  }

  async send(request: RawRequest): Promise<RawAnswer> {
    const answer = await exchange(this.baseUrl, request)
    this.parts.push(renderExchange(request, answer, this.placeholders))
    return answer
  }

  /** POST of a JSON text. */
  async post(path: string, body: string, headers: Record<string, string> = {}): Promise<string> {
    const answer = await this.send({
      method: "POST",
      target: apiPrefix + path,
      headers: { "content-type": "application/json", ...headers },
      body
    })
    return Buffer.concat(answer.chunks).toString("utf8")
  }

  /** POST /call/<name>, shown; the event id. */
  async submit(name: string, data: ReadonlyArray<unknown> = smallInputs): Promise<string> {
    return eventIdOf(await this.post(`/call/${name}`, JSON.stringify({ data })))
  }

  /** The same, but not shown. */
  async submitQuietly(name: string, data = smallInputs): Promise<string> {
    const answer = await exchange(this.baseUrl, {
      method: "POST",
      target: `${apiPrefix}/call/${name}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data })
    })
    return eventIdOf(Buffer.concat(answer.chunks).toString("utf8"))
  }

  /** Reads a `/call` stream. */
  call(name: string, eventId: string, more: Partial<RawRequest> = {}): Promise<RawAnswer> {
    return this.send({ method: "GET", target: `${apiPrefix}/call/${name}/${eventId}`, ...more })
  }

  /** Reads the queue's stream of an event that was submitted without a session of its own. */
  queueData(eventId: string, more: Partial<RawRequest> = {}): Promise<RawAnswer> {
    const target = `${apiPrefix}/queue/data?session_hash=${eventId}`
    return this.send({ method: "GET", target, ...more })
  }

  cancel(eventId: string, functionIndex: number): Promise<string> {
    const body = { session_hash: eventId, fn_index: functionIndex, event_id: eventId }
    return this.post("/cancel", JSON.stringify(body))
  }

  /** Reads the queue's stream unshown, and notes when each kind of message came first. */
  async times(what: string, eventId: string, more: Partial<RawRequest> = {}): Promise<void> {
    const started = Date.now()
    const first = new Map<string, string>()
    const answer = await exchange(this.baseUrl, {
      method: "GET",
      target: `${apiPrefix}/queue/data?session_hash=${eventId}`,
      onChunk: (chunk) => {
        const kind = /"msg":"(\w+)"/.exec(chunk.toString())?.[1] ?? "?"
        if (!first.has(kind)) first.set(kind, ((Date.now() - started) / 1_000).toFixed(1))
      },
      ...more
    })
    const list = [...first].map(([kind, seconds]) => `${kind} ${seconds} s`).join(", ")
    this.note(`${what}: ${list}; end: ${answer.end}`)
  }

  /** GET of JSON, not shown. */
  async json(target: string): Promise<unknown> {
    const answer = await exchange(this.baseUrl, { method: "GET", target })
    return JSON.parse(Buffer.concat(answer.chunks).toString("utf8"))
  }

  /** Adds JSON to the capture. */
  show(value: unknown): void {
    this.parts.push(this.placeholders(JSON.stringify(value, null, 1)))
  }
}

const eventIdOf = (text: string): string => {
  const answer: unknown = JSON.parse(text)
  if (typeof answer !== "object" || answer === null || !("event_id" in answer)) {
    throw new Error(`No event_id in ${text.slice(0, 200)}`)
  }
  return String(answer.event_id)
}
