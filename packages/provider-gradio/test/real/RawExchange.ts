/** One HTTP exchange on a bare socket, so that a capture shows what was sent byte by byte. */
import { connect } from "node:net"

export interface RawAnswer {
  /** Status line and header lines, as they came. */
  readonly head: ReadonlyArray<string>
  /** One entry for each HTTP chunk, or one for the whole body. */
  readonly chunks: ReadonlyArray<Buffer>
  readonly end: "last chunk" | "content-length" | "cut without last chunk" | "left by us"
}

export interface RawRequest {
  readonly method: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Leave after so many milliseconds, or once a chunk contains this text. */
  readonly leaveAfterMillis?: number
  readonly leaveAt?: string
  readonly onChunk?: (chunk: Buffer) => void
}

interface Parsed extends RawAnswer {
  readonly whole: boolean
}

const separator = Buffer.from("\r\n\r\n")

const parse = (raw: Buffer, method: string): Parsed | undefined => {
  const headEnd = raw.indexOf(separator)
  if (headEnd < 0) return undefined
  const head = raw.subarray(0, headEnd).toString("latin1").split("\r\n")
  const has = (text: string): boolean => head.some((line) => line.toLowerCase().startsWith(text))
  const body = raw.subarray(headEnd + 4)
  if (method === "HEAD") return { head, chunks: [], end: "content-length", whole: true }
  if (!has("transfer-encoding: chunked")) {
    const length = head.find((line) => line.toLowerCase().startsWith("content-length:"))
    const whole = length !== undefined && body.length >= Number(length.split(":")[1])
    return { head, chunks: [body], end: "content-length", whole }
  }
  const chunks: Array<Buffer> = []
  let at = 0
  for (;;) {
    const sizeEnd = body.indexOf("\r\n", at)
    if (sizeEnd < 0) break
    const size = Number.parseInt(body.subarray(at, sizeEnd).toString("latin1"), 16)
    if (size === 0) return { head, chunks, end: "last chunk", whole: true }
    if (body.length < sizeEnd + 2 + size + 2) break
    chunks.push(body.subarray(sizeEnd + 2, sizeEnd + 2 + size))
    at = sizeEnd + 2 + size + 2
  }
  return { head, chunks, end: "cut without last chunk", whole: false }
}

export const exchange = (baseUrl: string, request: RawRequest): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(baseUrl)
    const socket = connect(Number(port), hostname)
    let raw = Buffer.alloc(0)
    let seen = 0
    let left = false
    const leave = (): void => {
      left = true
      socket.destroy()
    }
    const timer =
      request.leaveAfterMillis === undefined
        ? undefined
        : setTimeout(leave, request.leaveAfterMillis)
    socket.on("error", reject)
    socket.on("connect", () => {
      const headers = {
        host,
        ...request.headers,
        ...(request.body === undefined
          ? {}
          : { "content-length": String(Buffer.byteLength(request.body)) })
      }
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      const head = [`${request.method} ${request.target} HTTP/1.1`, ...lines].join("\r\n")
      socket.write(`${head}\r\n\r\n${request.body ?? ""}`)
    })
    socket.on("data", (chunk: Buffer) => {
      raw = Buffer.concat([raw, chunk])
      const parsed = parse(raw, request.method)
      if (parsed === undefined) return
      for (const one of parsed.chunks.slice(seen)) {
        request.onChunk?.(one)
        if (request.leaveAt !== undefined && one.includes(request.leaveAt)) leave()
      }
      seen = parsed.chunks.length
      if (parsed.whole) socket.destroy()
    })
    socket.on("close", () => {
      clearTimeout(timer)
      const parsed = parse(raw, request.method)
      if (parsed === undefined) {
        if (left) resolve({ head: [], chunks: [], end: "left by us" })
        else reject(new Error("closed before any answer"))
        return
      }
      resolve(left ? { ...parsed, end: "left by us" } : parsed)
    })
  })
