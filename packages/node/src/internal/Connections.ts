import { Client, Dispatcher } from "undici"

type Done = (error?: Error | null) => void

interface Waiting {
  readonly options: Dispatcher.DispatchOptions
  readonly handler: Dispatcher.DispatchHandler
}

/** So many are opened without waiting for one that may be free in a moment. */
const openedAtOnce = 8

/**
 * The connections to one origin, as many as there are requests at a time. Undici's own pool looks
 * through all of them for each request, which is slow with thousands; this one takes the connection
 * that was free last. A connection whose answer has just ended is free only a turn later: with many
 * of them open a request waits that long, so that a job's second request takes the socket of its
 * first.
 */
export class Connections extends Dispatcher {
  private readonly all: Array<Client> = []
  private readonly free: Array<Client> = []
  private waiting: Array<Waiting> = []

  constructor(
    private readonly origin: string | URL,
    private readonly options: object
  ) {
    super()
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler
  ): boolean {
    const request = { options, handler }
    const client = this.free.pop()
    if (client !== undefined || this.all.length < openedAtOnce) {
      this.send(client ?? this.open(), request)
    } else if (this.waiting.push(request) === 1) {
      setImmediate(this.sendWaiting)
    }
    return true
  }

  private send(client: Client, { handler, options }: Waiting): void {
    client.dispatch(options, handler)
    // A request that can't be sent leaves it free, and says so to its handler alone.
    if (client.stats.size === 0) this.free.push(client)
  }

  private readonly sendWaiting = (): void => {
    const { waiting } = this
    this.waiting = []
    for (const request of waiting) this.send(this.free.pop() ?? this.open(), request)
  }

  private open(): Client {
    const client = new Client(this.origin, this.options)
    client.on("drain", () => this.free.push(client))
    client.on("connect", (origin, targets) => this.emit("connect", origin, [this, ...targets]))
    client.on("disconnect", (origin, targets, error) =>
      this.emit("disconnect", origin, [this, ...targets], error)
    )
    client.on("connectionError", (origin, targets, error) =>
      this.emit("connectionError", origin, [this, ...targets], error)
    )
    this.all.push(client)
    return client
  }

  override close(done: Done): void
  override close(): Promise<void>
  override close(done?: Done): Promise<void> | void {
    this.sendWaiting()
    return settle(
      this.all.map((client) => client.close()),
      done
    )
  }

  override destroy(error: Error | null, done: Done): void
  override destroy(done: Done): void
  override destroy(error?: Error | null): Promise<void>
  override destroy(error?: Error | null | Done, done?: Done): Promise<void> | void {
    const [cause, callback] = typeof error === "function" ? [null, error] : [error ?? null, done]
    // They fail with those that are under way.
    this.sendWaiting()
    return settle(
      this.all.map((client) => client.destroy(cause)),
      callback
    )
  }
}

/** Undici offers a promise or takes a function. */
const settle = async (
  work: ReadonlyArray<Promise<unknown>>,
  done: Done | undefined
): Promise<void> => {
  await Promise.all(work)
  done?.(null)
}
