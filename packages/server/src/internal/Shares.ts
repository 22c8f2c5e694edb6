/** What one caller has in the gateway. */
export interface Share {
  /** Running and waiting. */
  total: number
  running: number
}

/** The shares of those who have anything there. */
export class Shares {
  private readonly byCaller = new Map<string, Share>()

  of(caller: string): Readonly<Share> {
    return this.byCaller.get(caller) ?? { total: 0, running: 0 }
  }

  enter(caller: string): Share {
    const share = this.byCaller.get(caller) ?? { total: 0, running: 0 }
    share.total++
    this.byCaller.set(caller, share)
    return share
  }

  leave(caller: string): void {
    const share = this.byCaller.get(caller)
    if (share !== undefined && --share.total === 0) this.byCaller.delete(caller)
  }
}
