import { Client, Dispatcher } from "undici"

type Done = (error?: Error | null) => void

/**
 * The connections to one origin, as many as there are requests at a time. Undici's own pool looks
 * through all of them for each request, which is slow with thousands; this one takes the connection
 * that was free last.
 */
export class Connections extends Dispatcher {
  private readonly all: Array<Client> = []
  private readonly free: Array<Client> = []

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
    const client = this.free.pop() ?? this.open()
    client.dispatch(options, handler)
    // A request that can't be sent leaves it free, and says so to its handler alone.
    if (client.stats.size === 0) this.free.push(client)
    return true
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
