import { spawnSync } from "node:child_process"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { expect, it } from "vitest"
import * as Gates from "./Gates.js"
import { choose, count, generate, picture, pictures, preview, suite } from "./Suite.js"

const { open } = suite()

/** Where they go; without it none are taken. */
const folder = process.env["EASEL_SCREENSHOTS"]

const shape = (page: Page, ratio: string) =>
  page.getByRole("radio", { name: ratio, exact: true }).check()

/** As small as `pngquant` makes it, where that is installed: drawings have grain. */
const shoot = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => {
    scrollTo(0, 0)
    document.querySelector(".composer .scroll")?.scrollTo(0, 0)
  })
  const path = join(folder ?? "", name)
  await page.screenshot({ path })
  spawnSync("pngquant", ["--force", "--speed", "1", "--output", path, "256", path])
}

const paintings = [
  ["A quiet harbour at dawn, boats under a pale sun", "4:3", "3"],
  ["A city at night in the rain", "3:4", "12"],
  ["Poppies in a blue vase", "1:1", "5"],
  ["Autumn forest, a path into the fog", "3:2", "21"],
  ["Snow on the mountains, stars above", "16:9", "8"],
  ["A lighthouse in a storm", "4:5", "2"]
] as const

const fill = async (page: Page): Promise<void> => {
  for (const [prompt, ratio, seed] of paintings) {
    await shape(page, ratio)
    await page.getByLabel("Seed", { exact: true }).fill(seed)
    await generate(page, prompt)
    await picture(page, prompt).waitFor()
  }
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

it.runIf(folder)("takes pictures of the studio", async () => {
  const { context, page } = await open({
    viewport: { width: 1360, height: 850 },
    colorScheme: "light"
  })
  await fill(page)
  await picture(page, "Poppies in a blue vase").focus()
  await page.keyboard.press("s")
  await choose(page, "sd35")
  await shape(page, "3:2")
  await page.getByLabel("Seed", { exact: true }).fill("")
  const prompt = "Sailing boats on a green lake, gate-screenshot"
  await generate(page, prompt)
  await preview(page).waitFor()
  await page.getByLabel("Prompt", { exact: true }).fill("Sailing boats on a green lake")
  await page.getByLabel("Prompt", { exact: true }).blur()
  await shoot(page, "studio.png")

  await page.emulateMedia({ colorScheme: "dark" })
  await picture(page, "A city at night in the rain").click()
  await page.getByRole("complementary").waitFor()
  await shoot(page, "studio-dark.png")
  await context.close()
  Gates.open("gate-screenshot")
})

it.runIf(folder)("takes a picture of it on a phone", async () => {
  const { page } = await open({ ...phone, colorScheme: "light" })
  await page.getByText("Settings").click()
  await fill(page)
  await page.getByText("Settings").click()
  await count(page).waitFor({ state: "hidden" })
  expect(await pictures(page).count()).toBe(paintings.length)
  await page.getByLabel("Prompt", { exact: true }).blur()
  await shoot(page, "studio-phone.png")
})
