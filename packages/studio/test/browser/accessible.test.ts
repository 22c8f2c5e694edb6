import { createRequire } from "node:module"
import { readFile } from "node:fs/promises"
import type { Page } from "playwright-core"
import { expect, it } from "vitest"
import * as Gates from "./Gates.js"
import { choose, exactSize, generate, make, picture, preview, suite } from "./Suite.js"

const { open } = suite()

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

interface Violation {
  readonly id: string
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
}

/** What axe finds, in words. */
const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  // By the inspector, which the page's policy does not keep out.
  const session = await page.context().newCDPSession(page)
  await session.send("Runtime.evaluate", { expression: axe })
  const { result } = await session.send("Runtime.evaluate", {
    expression: "axe.run().then(({ violations }) => JSON.stringify(violations))",
    awaitPromise: true
  })
  const found: ReadonlyArray<Violation> = JSON.parse(String(result.value))
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ failureSummary, html }) => `${id}: ${html}\n${failureSummary ?? ""}`)
  )
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

const appearances = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["light on a phone", { colorScheme: "light", ...phone }],
  ["dark on a phone", { colorScheme: "dark", ...phone }]
] as const

it.each(appearances)("passes axe, %s", async (name, options) => {
  const { page } = await open(options)
  await page.getByText("Nothing on the easel yet.").waitFor()
  expect(await violations(page)).toEqual([])
  const settings = page.locator("details.settings")
  if ((await settings.getAttribute("open")) === null) await page.getByText("Settings").click()
  await exactSize(page, 128)
  await make(page, "A finished picture")
  await make(page, "A second one")
  await choose(page, "oil")
  await generate(page, "A refused picture")
  await page.getByText("The service does not draw this").first().waitFor()
  await choose(page, "sd35")
  const door = `gate-${name.replaceAll(" ", "")}`
  await generate(page, `A living one, ${door}`)
  await preview(page).waitFor()
  await picture(page, "A finished picture").focus()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press("i")
  await page.getByRole("complementary", { name: "Details" }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press("c")
  await picture(page, "A second one").focus()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press("c")
  await page.getByRole("dialog", { name: "Compare two pictures" }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole("button", { name: "Slider" }).click()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press("Escape")
  await page.keyboard.press("?")
  await page.getByRole("dialog", { name: "Keys" }).waitFor()
  expect(await violations(page)).toEqual([])
  Gates.open(door)
})

it("fits a phone, and nothing sticks out", async () => {
  const { page } = await open(phone)
  const widest = () =>
    page.evaluate(() => Math.max(document.body.scrollWidth, document.documentElement.scrollWidth))
  await page.getByText("Settings").click()
  await choose(page, "oil")
  expect(await widest()).toBe(390)
  await choose(page, "sketch")
  await exactSize(page, 128)
  await make(page, "A-word-without-an-end-".repeat(12))
  expect(await widest()).toBe(390)
  await page.locator("[data-picture]").first().tap()
  await page.getByRole("dialog").waitFor()
  const dialog = await page.getByRole("dialog").evaluate((it) => it.scrollWidth)
  expect(dialog).toBeLessThanOrEqual(390)
  for (const button of await page.getByRole("dialog").getByRole("button").all()) {
    const box = await button.boundingBox()
    if (box !== null) expect(box.width).toBeGreaterThanOrEqual(24)
  }
})

it("says to those who can't see what happens", async () => {
  const { page } = await open()
  const heard = page.locator("[role=log]")
  await exactSize(page, 128)
  await generate(page, "Spoken of")
  await expect.poll(() => heard.textContent()).toBe("Picture ready: Spoken of")
  await choose(page, "oil")
  await generate(page, "A refused picture")
  await expect.poll(() => heard.textContent()).toBe("Failed: The service does not draw this")
})

it("changes its colours by hand, and keeps the choice", async () => {
  const { page } = await open({ colorScheme: "light" })
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await background()
  const button = page.getByRole("button", { name: /colours/i })
  await button.click()
  await button.click()
  expect(await button.getAttribute("aria-label")).toBe("Dark colours")
  expect(await background()).not.toBe(light)
  await page.reload()
  expect(await button.getAttribute("aria-label")).toBe("Dark colours")
})
