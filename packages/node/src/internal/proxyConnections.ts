import { type Dispatcher, Pool } from "undici"

/** The proxy could not be reached or made no tunnel; nothing was sent through it. */
class ProxyError extends Error {
  override readonly name = "ProxyError"

  constructor(
    origin: URL,
    problem: string,
    readonly code: string
  ) {
    super(`the proxy ${origin.host} ${problem}`)
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined

const unreachable = (origin: URL, error: unknown): ProxyError => {
  const code = codeOf(error) ?? "ERR_PROXY_TUNNEL"
  const text = error instanceof Error && error.message !== "" ? error.message : code
  return new ProxyError(origin, `can't be used: ${text}`, code)
}

const refused = (origin: URL, status: number): ProxyError =>
  new ProxyError(
    origin,
    status === 407
      ? "asks for a user name and password, or refuses those that it got (407)"
      : `makes no tunnel (${status})`,
    "ERR_PROXY_TUNNEL"
  )

type Options = Omit<Dispatcher.ConnectOptions, "origin">
type Data = Dispatcher.ConnectData
type Callback = (error: Error | null, data: Data) => void

/** Connections to a proxy. What goes wrong with them names it, by host and port alone. */
class ProxyConnections extends Pool {
  constructor(
    private readonly origin: URL,
    options: object
  ) {
    super(origin.origin, options)
  }

  override connect(options: Options): Promise<Data>
  override connect(options: Options, callback: Callback): void
  override connect(options: Options, callback?: Callback): Promise<Data> | void {
    return callback === undefined ? this.tunnel(options) : super.connect(options, callback)
  }

  private async tunnel(options: Options): Promise<Data> {
    const data = await super.connect(options).catch((error: unknown) => {
      throw unreachable(this.origin, error)
    })
    if (data.statusCode === 200) return data
    data.socket.on("error", () => undefined).destroy()
    throw refused(this.origin, data.statusCode)
  }
}

/** For `ProxyAgent`, which asks for tunnels in the form that gives a promise. */
export const proxyConnections = (origin: URL, options: object): Dispatcher =>
  new ProxyConnections(origin, options)
