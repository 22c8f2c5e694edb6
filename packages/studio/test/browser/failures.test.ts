import { describe, expect, it } from "vitest"
import { choose, exactSize, generate, make, picture, pictures, suite } from "./Suite.js"

describe("a gateway for everybody", () => {
  const { open } = suite()

  it("points at the field that was refused, and offers what is legal", async () => {
    const { page } = await open()
    await choose(page, "sd35")
    await exactSize(page, 1000)
    await generate(page, "A field")
    await page.getByText("The model does not take this").first().waitFor()
    const field = page.getByRole("group", { name: /^Shape/ })
    await field.getByText(/It would take 992x992\./).waitFor()
    await page.getByRole("button", { name: "Show the field" }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("field-size")
    await page.getByRole("button", { name: "Use 992x992" }).click()
    await picture(page, "A field").waitFor()
    expect(await page.getByLabel("Width").inputValue()).toBe("992")
    expect(await field.innerText()).not.toContain("It would take")
  })

  it("says what to do when the service refuses, and is dismissed", async () => {
    const { page } = await open()
    await choose(page, "oil")
    await generate(page, "A refused picture")
    await page.getByText("The service does not draw this").first().waitFor()
    await page.getByText("not in this house").waitFor()
    await page.getByText(/Put the prompt in other words/).waitFor()
    await page.getByRole("button", { name: "Dismiss" }).click()
    await page.getByText("Nothing on the easel yet.").waitFor()
    await page.reload()
    await page.getByText("Nothing on the easel yet.").waitFor()
  })

  it("asks for a prompt", async () => {
    const { page } = await open()
    await page.getByRole("button", { name: /^Generate/ }).click()
    await page.getByText("Say what the picture shows.").waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("field-prompt")
  })

  it("says when the gateway can't be reached, and tries again", async () => {
    const { context, page } = await open()
    await exactSize(page, 128)
    await context.setOffline(true)
    await generate(page, "Over the wire")
    await page.getByText("The gateway can't be reached").first().waitFor()
    await context.setOffline(false)
    await page.getByRole("button", { name: "Try again" }).click()
    await picture(page, "Over the wire").waitFor()
  })

  it("says so when the gateway has forgotten what it did", async () => {
    const { context, page } = await open()
    await choose(page, "sd35")
    await context.route(/\/events$/, (route) =>
      route.fulfill({ status: 404, json: { _tag: "GenerationNotFound", id: "x" } })
    )
    await generate(page, "Forgotten, gate-never")
    await page.locator("img[data-preview]").waitFor()
    await page.reload()
    await page.getByText("Nobody knows what became of it").first().waitFor()
    await page.getByRole("button", { name: "Try again" }).waitFor()
  })
})

describe("a gateway that wants a key", () => {
  const { open } = suite("secret-1")

  it("is asked with the key, which lasts as long as the tab", async () => {
    const { context, page } = await open()
    const dialog = page.getByRole("dialog", { name: "Key of the gateway" })
    await dialog.getByLabel("Key", { exact: true }).fill("wrong")
    await dialog.getByRole("button", { name: "Continue" }).click()
    await dialog.getByText("The gateway does not know this key").waitFor()
    await dialog.getByLabel("Key", { exact: true }).fill("secret-1")
    await dialog.getByRole("button", { name: "Continue" }).click()
    await exactSize(page, 128)
    await make(page, "Behind a door")
    await page.reload()
    await picture(page, "Behind a door").waitFor()
    expect(await page.getByRole("dialog").count()).toBe(0)
    const kept = await context.storageState({ indexedDB: true })
    expect(JSON.stringify(kept)).not.toContain("secret-1")
  })

  it("can be left alone", async () => {
    const { page } = await open()
    await page.getByRole("button", { name: "Not now" }).click()
    await page.getByText("The gateway wants a key").first().waitFor()
    expect(await pictures(page).count()).toBe(0)
  })
})
