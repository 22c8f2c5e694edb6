import type { ResponseReason } from "@easel/core/ImageError"

interface Meaning {
  readonly reason: ResponseReason
  /** What to do, where the text does not say it; `"token"`: send one. */
  readonly hint?: string | undefined
}

interface Rule extends Meaning {
  readonly pattern: RegExp
}

/**
 * The texts of ZeroGPU's scheduler client (the `spaces` package on PyPI, 2024 to 2026) and of
 * Gradio. Never read the two numbers in a quota text: they are rounded and weighted.
 */
const texts: ReadonlyArray<Rule> = [
  {
    // One version of the client spells it "runnning".
    pattern: /space app has reached its gpu limit|run+ing out of daily zerogpu quota/i,
    reason: "Quota",
    hint: "token"
  },
  { pattern: /exceeded your (\w+ )*(quota|runs limit)/i, reason: "Quota" },
  {
    pattern: /requested gpu duration .*larger than the maximum allowed/i,
    reason: "Rejected",
    hint: "ask for fewer steps or a smaller picture, or use an account with a higher limit"
  },
  { pattern: /no gpu (was|is currently) available/i, reason: "Overloaded" },
  { pattern: /too many zerogpu credits/i, reason: "Overloaded" },
  { pattern: /expired zerogpu proxy token/i, reason: "Unauthorized", hint: "token" },
  {
    pattern: /gpu task aborted/i,
    reason: "Server",
    hint: "the job may have run longer than the Space reserves the GPU; fewer steps or a smaller picture may help"
  },
  { pattern: /internal gradio error/i, reason: "Server" },
  {
    pattern: /^404: (session not found\.|not found)$/i,
    reason: "NotFound",
    hint: "the Space no longer knows this job; it has restarted, or another replica answered"
  },
  {
    pattern: /^server stopped unexpectedly/i,
    reason: "Server",
    hint: "the Space was shut down; it takes about a minute to come back"
  },
  { pattern: /^value .* is (less|greater) than (minimum|maximum) value/i, reason: "Rejected" },
  {
    pattern: /^\w*(Error|Exception|Interrupt|Timeout)$/,
    reason: "Server",
    hint: "the Space's program failed with it"
  },
  { pattern: /content policy|moderat|nsfw|safety (checker|system)/i, reason: "Moderated" }
]

/** What a title says about a text that is not known. */
const titles: ReadonlyArray<Rule> = [
  { pattern: /quota exceeded/i, reason: "Quota" },
  { pattern: /queue timeout|pending credits/i, reason: "Overloaded" },
  { pattern: /illegal duration/i, reason: "Rejected" },
  { pattern: /worker error/i, reason: "Server" }
]

/** What an error text of a Space means. What a program raises for its users is its refusal. */
export const explainText = (text: string, title: string, forUsers: boolean): Meaning =>
  texts.find((rule) => rule.pattern.test(text)) ??
  titles.find((rule) => rule.pattern.test(title)) ?? { reason: forUsers ? "Rejected" : "Server" }
