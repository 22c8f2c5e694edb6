import type { ResponseReason } from "@easel/core/ImageError"

interface Meaning {
  readonly reason: ResponseReason
  /** What to do, where the text does not say it; `"token"`: send one. */
  readonly hint?: string | undefined
}

type Rule = readonly [text: RegExp, reason: ResponseReason, hint?: Meaning["hint"]]

const smaller = "fewer steps or a smaller picture may help"

/**
 * The texts of ZeroGPU's scheduler client (the `spaces` package on PyPI, 2024 to 2026) and of
 * Gradio. Never read the two numbers in a quota text: they are rounded and weighted.
 */
const texts: ReadonlyArray<Rule> = [
  // One version of the client spells it "runnning".
  [/space app has reached its gpu limit|run+ing out of daily zerogpu quota/i, "Quota", "token"],
  [/exceeded your (\w+ )*(quota|runs limit)/i, "Quota"],
  [
    /requested gpu duration .*larger than the maximum allowed/i,
    "Rejected",
    `${smaller}, or an account with a higher limit`
  ],
  [/no gpu (was|is currently) available|too many zerogpu credits/i, "Overloaded"],
  [/expired zerogpu proxy token/i, "Unauthorized", "token"],
  [
    /gpu task aborted/i,
    "Server",
    `the job may have run longer than the Space reserves the GPU; ${smaller}`
  ],
  [/internal gradio error/i, "Server"],
  [
    /^404: (session not found\.|not found)$/i,
    "NotFound",
    "the Space no longer knows this job; it has restarted, or another replica answered"
  ],
  [
    /^server stopped unexpectedly/i,
    "Server",
    "the Space was shut down; it takes about a minute to come back"
  ],
  [/^value .* is (less|greater) than (minimum|maximum) value/i, "Rejected"],
  [/^\w*(Error|Exception|Interrupt|Timeout)$/, "Server", "the Space's program failed with it"],
  [/content policy|moderat|nsfw|safety (checker|system)/i, "Moderated"]
]

/** What a title says about a text that is not known. */
const titles: ReadonlyArray<Rule> = [
  [/quota exceeded/i, "Quota"],
  [/queue timeout|pending credits/i, "Overloaded"],
  [/illegal duration/i, "Rejected"],
  [/worker error/i, "Server"]
]

/** What an error text of a Space means. What a program raises for its users is its refusal. */
export const explainText = (text: string, title: string, forUsers: boolean): Meaning => {
  const [, reason = forUsers ? "Rejected" : "Server", hint] =
    texts.find(([pattern]) => pattern.test(text)) ??
    titles.find(([pattern]) => pattern.test(title)) ??
    []
  return { reason, hint }
}
