/**
 * The sessions of clients that speak the protocol of 2025. A client names its session with each
 * request; only so can it cancel, in one request, what it has called in another.
 */
import { randomUUID } from "node:crypto"
import {
  type McpServer,
  WebStandardStreamableHTTPServerTransport
} from "@modelcontextprotocol/server"

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport
  /** Of the caller who opened it; to others it does not exist. */
  readonly owner: string
  usedAt: number
  readonly isBusy: () => boolean
}

/** Beyond so many, those that have rested longest are forgotten. */
export interface Most {
  readonly inAll: number
  /** Then who has more than these gives way first, whoever opens one now before others. */
  readonly ofOwner: number
}

const usual: Most = { inAll: 1000, ofOwner: 100 }

export interface Opened {
  readonly server: McpServer
  /** Calls are running. */
  readonly isBusy: () => boolean
}

export class Sessions {
  readonly #sessions = new Map<string, Session>()
  readonly #maximumBytes: number

  readonly #most: Most

  constructor(maximumBytes: number, most = usual) {
    this.#maximumBytes = maximumBytes
    this.#most = most
  }

  get size(): number {
    return this.#sessions.size
  }

  /** The session with that id, when it is this owner's. */
  find(id: string, owner: string): WebStandardStreamableHTTPServerTransport | undefined {
    const session = this.#sessions.get(id)
    if (session === undefined || session.owner !== owner) return undefined
    session.usedAt = Date.now()
    return session.transport
  }

  /** A session for what begins now; it is kept as soon as the client has been answered. */
  async open(
    owner: string,
    { isBusy, server }: Opened
  ): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      maxRequestBodySize: this.#maximumBytes,
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) =>
        this.#keep(id, { transport, owner, usedAt: Date.now(), isBusy }),
      onsessionclosed: (id) => {
        this.#sessions.delete(id)
      }
    })
    await server.connect(transport)
    return transport
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    await Promise.all(sessions.map(({ transport }) => transport.close()))
  }

  async #keep(id: string, session: Session): Promise<void> {
    this.#sessions.set(id, session)
    if (this.#sessions.size <= this.#most.inAll) return
    const claims = this.#claims(session.owner)
    const [first] = [...this.#sessions]
      .filter(([other, { isBusy }]) => other !== id && !isBusy())
      .map(([other, { owner, transport, usedAt }]) => ({
        other,
        transport,
        usedAt,
        claim: claims.get(owner) ?? 0
      }))
      .sort((one, other) => one.claim - other.claim || one.usedAt - other.usedAt)
    if (first === undefined) return
    this.#sessions.delete(first.other)
    await first.transport.close()
  }

  /** How well the sessions of each owner are kept when this one opens another. */
  #claims(opener: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { owner } of this.#sessions.values()) {
      counts.set(owner, (counts.get(owner) ?? 0) + 1)
    }
    const claimOf = (owner: string, count: number): number => {
      if (count <= this.#most.ofOwner) return 2
      return owner === opener ? 0 : 1
    }
    return new Map([...counts].map(([owner, count]) => [owner, claimOf(owner, count)]))
  }
}
