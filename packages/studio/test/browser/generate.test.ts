import { expect, it } from "vitest"
import * as Gates from "./Gates.js"
import {
  choose,
  count,
  exactSize,
  generate,
  make,
  models,
  picture,
  pictures,
  preview,
  suite
} from "./Suite.js"

const { open } = suite()

it.each(["sd35", "sketch"] as const)("shows previews of %s before the picture", async (model) => {
  const { context, page } = await open()
  await context.addInitScript(() => {
    const seen: Array<string> = []
    Object.assign(globalThis, { seen })
    new MutationObserver(() => {
      if (document.querySelector("img[data-preview]")) seen.push("preview")
      if (document.querySelector("[data-picture]")) seen.push("picture")
    }).observe(document, { childList: true, subtree: true })
  })
  await page.reload()
  await choose(page, model)
  await exactSize(page, 512)
  await make(page, "A lighthouse")
  const seen = await page.evaluate(() => Reflect.get(globalThis, "seen"))
  expect(seen[0]).toBe("preview")
  expect(seen.at(-1)).toBe("picture")
  expect(await preview(page).count()).toBe(0)
})

it("shows progress of a service that has no previews, and which model took how long", async () => {
  const { page } = await open()
  await choose(page, "imagelabs")
  await exactSize(page, 256)
  await make(page, "A glass of water")
  const caption = page.locator(".tile .caption")
  expect(await caption.innerText()).toMatch(/^ImageLabs SDXL Turbo\s+\d+(\.\d)? s$/)
})

it("makes several pictures at once, each with a seed of its own", async () => {
  const { page } = await open()
  await exactSize(page, 128)
  await page.getByLabel("Seed", { exact: true }).fill("40")
  await count(page).fill("5")
  await generate(page, "Five hills")
  await expect.poll(() => pictures(page).count()).toBe(5)
  await page.getByLabel(/^Search pictures/).fill("44")
  await expect.poll(() => pictures(page).count()).toBe(1)
})

it("makes several pictures in one call where the model can", async () => {
  const { page } = await open()
  await choose(page, "oil")
  await count(page).fill("3")
  const [request] = await Promise.all([
    page.waitForRequest((each) => each.method() === "POST"),
    generate(page, "Three apples")
  ])
  expect(request.postDataJSON()).toMatchObject({ count: 3, model: models.oil })
  await expect.poll(() => pictures(page).count()).toBe(3)
})

it("tells of the queue, of progress and of warnings", async () => {
  const { page } = await open()
  await choose(page, "oil")
  await generate(page, "A line of trees, varnish, gate-queue")
  await page.getByText("2 of 3 in front").waitFor()
  Gates.open("gate-queue")
  await picture(page, "A line of trees, varnish, gate-queue").click()
  await page.getByRole("dialog").getByText("The varnish was left out.").waitFor()
})

it("clears the preview when it starts over, and says so", async () => {
  const { page } = await open()
  await choose(page, "oil")
  const prompt = "A restart, gate-restart"
  await generate(page, prompt)
  await preview(page).waitFor()
  const before = await preview(page).getAttribute("src")
  Gates.open("gate-restart")
  await page.getByText(/^Started over/).waitFor()
  expect(await page.getByText(/^Started over/).innerText()).toContain("The service is overloaded")
  await expect.poll(() => preview(page).getAttribute("src")).not.toBe(before)
  Gates.open("gate-secondrestart")
  await picture(page, prompt).waitFor()
})

it("cancels, says so, and tries again", async () => {
  const { page } = await open()
  await choose(page, "sd35")
  await exactSize(page, 512)
  await generate(page, "Far away, gate-cancel")
  await preview(page).waitFor()
  const [request] = await Promise.all([
    page.waitForRequest((each) => each.method() === "DELETE"),
    page.getByRole("button", { name: /^Cancel/ }).click()
  ])
  expect((await request.response())?.status()).toBe(200)
  await page.getByText("Cancelled", { exact: true }).first().waitFor()
  expect(await pictures(page).count()).toBe(0)
  Gates.open("gate-cancel")
  await page.getByRole("button", { name: "Try again" }).click()
  await picture(page, "Far away, gate-cancel").waitFor()
})

it("shows only what the model takes", async () => {
  const { page } = await open()
  const shown = async () => await page.locator(".composer .label > :first-child").allInnerTexts()
  await page.getByText("no AI model was involved").waitFor()
  expect(await shown()).toEqual(["Prompt", "Model", "Shape", "Pictures", "Seed"])
  await choose(page, "sd35")
  expect(await shown()).toEqual([
    "Prompt",
    "Model",
    "Shape",
    "Pictures",
    "Leave out",
    "Seed",
    "Steps",
    "Guidance",
    "Randomize seed"
  ])
  await choose(page, "oil")
  expect(await shown()).toEqual([
    "Prompt",
    "Model",
    "Input pictures",
    "Size",
    "Pictures",
    "Leave out",
    "Seed",
    "Steps",
    "Guidance",
    "Format",
    "Finish",
    "Layers",
    "Signed"
  ])
  const fresco = page.getByRole("option", { name: /^Atelier fresco/ })
  expect(await fresco.innerText()).toContain("does not answer at present")
})

it("sends pictures that were chosen, dropped or pasted, with mask, strength and options", async () => {
  const { page } = await open()
  await choose(page, "oil")
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64"
  )
  const file = { name: "a.png", mimeType: "image/png", buffer: png }
  await page.locator("#field-images-file").setInputFiles(file)
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([bytes], "b.png", { type: "image/png" }))
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }))
  }, png.toString("base64"))
  await expect.poll(() => page.locator("#field-images .thumbnails li").count()).toBe(2)
  await page.locator("#field-mask-file").setInputFiles(file)
  await page.getByLabel("Strength", { exact: true }).fill("0.4")
  await page.getByLabel("Finish").selectOption("glossy")
  await page.getByLabel("Signed").selectOption("true")
  await page.getByLabel("Format", { exact: true }).selectOption("image/webp")
  const [request] = await Promise.all([
    page.waitForRequest((each) => each.method() === "POST"),
    generate(page, "Painted over")
  ])
  expect(request.postDataJSON()).toEqual({
    prompt: "Painted over",
    model: models.oil,
    images: [png.toString("base64"), png.toString("base64")],
    mask: png.toString("base64"),
    strength: 0.4,
    outputFormat: "image/webp",
    providerOptions: { atelier: { finish: "glossy", signed: true } }
  })
  await picture(page, "Painted over").waitFor()
})
