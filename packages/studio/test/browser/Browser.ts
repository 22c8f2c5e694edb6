/** A real browser, and a page of it with the studio. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"

const executablePath = process.env["EASEL_CHROMIUM"] ?? "/usr/bin/chromium"

const isRoot = process.getuid?.() === 0

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: isRoot ? ["--no-sandbox"] : [] })

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** Addresses of other origins that were asked for. */
  readonly strangers: ReadonlyArray<string>
  /** Errors of the page, and what it broke of its Content-Security-Policy. */
  readonly problems: ReadonlyArray<string>
}

/** Opens the studio in a browser profile of its own. */
export const visit = async (
  browser: Browser,
  baseUrl: string,
  options: Parameters<Browser["newContext"]>[0] = {}
): Promise<Visit> => {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    reducedMotion: "reduce",
    ...options
  })
  context.setDefaultTimeout(60_000)
  const strangers: Array<string> = []
  const problems: Array<string> = []
  context.on("request", (request) => {
    const url = request.url()
    if (!url.startsWith(baseUrl) && !/^(blob|data):/.test(url)) strangers.push(url)
  })
  context.on("weberror", (error) => problems.push(error.error().message))
  context.on("console", (message) => {
    if (/Content.Security.Policy|Uncaught/i.test(message.text())) problems.push(message.text())
  })
  const page = await context.newPage()
  await page.goto(baseUrl)
  return { context, page, strangers, problems }
}
