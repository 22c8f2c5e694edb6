const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/** A request by this method starts nothing. */
export const isSafe = (method: string): boolean => safe.has(method)
