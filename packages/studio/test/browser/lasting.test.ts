import { expect, it } from "vitest"
import * as Gates from "./Gates.js"
import {
  choose,
  count,
  exactSize,
  generate,
  make,
  picture,
  pictures,
  preview,
  suite
} from "./Suite.js"

const { gateway, open } = suite()

it("goes on after a reload in the middle of a generation", async () => {
  const { page } = await open()
  await choose(page, "sd35")
  await exactSize(page, 512)
  await page.getByLabel("Seed", { exact: true }).fill("11")
  await generate(page, "A bridge, gate-reload")
  await preview(page).waitFor()
  // The event is kept a little later than it is shown.
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          new Promise<string>((resolve) => {
            const opening = indexedDB.open("easel-studio")
            opening.addEventListener("success", () => {
              const asking = opening.result
                .transaction("generations")
                .objectStore("generations")
                .getAll()
              asking.addEventListener("success", () => {
                opening.result.close()
                resolve(String(asking.result[0]?.lastEventId))
              })
            })
          })
      )
    )
    .toMatch(/^[1-9]/)
  const resumed = page.waitForRequest(/\/events$/)
  await page.reload()
  await preview(page).waitFor()
  expect(Number((await resumed).headers()["last-event-id"])).toBeGreaterThan(0)
  expect(await page.getByLabel("Prompt", { exact: true }).inputValue()).toBe(
    "A bridge, gate-reload"
  )
  expect(await page.getByLabel("Seed", { exact: true }).inputValue()).toBe("11")
  Gates.open("gate-reload")
  await picture(page, "A bridge, gate-reload").waitFor()
  expect(await pictures(page).count()).toBe(1)
  await page.reload()
  await picture(page, "A bridge, gate-reload").waitFor()
})

it("shows in two tabs what one of them does, and goes on in the other", async () => {
  const { context, page } = await open()
  const other = await context.newPage()
  await other.goto(gateway().baseUrl)
  await choose(page, "sd35")
  await exactSize(page, 512)
  await generate(page, "Two tabs, gate-tabs")
  await preview(page).waitFor()
  await preview(other).waitFor()
  // Each tab has a form of its own.
  expect(await other.getByLabel("Prompt", { exact: true }).inputValue()).toBe("")
  await page.close()
  Gates.open("gate-tabs")
  await picture(other, "Two tabs, gate-tabs").waitFor()
  expect(await pictures(other).count()).toBe(1)
})

it("keeps a generation once, and changes of one tab show in the other", async () => {
  const { context, page } = await open()
  const other = await context.newPage()
  await other.goto(gateway().baseUrl)
  for (const each of [page, other]) await exactSize(each, 128)
  await count(page).fill("4")
  await Promise.all([generate(page, "From one"), generate(other, "From two")])
  for (const each of [page, other]) await expect.poll(() => pictures(each).count()).toBe(5)
  await picture(other, "From two").focus()
  await other.keyboard.press("s")
  await page.getByRole("button", { name: "Starred" }).click()
  await expect.poll(() => pictures(page).count()).toBe(1)
  await picture(other, "From two").focus()
  await other.keyboard.press("Delete")
  await expect.poll(() => pictures(page).count()).toBe(0)
  await other.reload()
  await expect.poll(() => pictures(other).count()).toBe(4)
})

it("goes on in memory where the browser keeps nothing", async () => {
  const { context, page } = await open()
  await context.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", {
      value: {
        open: () => {
          throw new DOMException("private", "SecurityError")
        }
      }
    })
  })
  await page.reload()
  await page.getByText(/keeps nothing for this page/).waitFor()
  await exactSize(page, 128)
  await make(page, "For a moment")
})

it("goes on in memory when the browser is full", async () => {
  const { context, page } = await open()
  // The browser's own quota lets small pictures through, as large as it likes.
  await context.addInitScript(() => {
    const original: IDBObjectStore["put"] = Reflect.get(IDBObjectStore.prototype, "put")
    IDBObjectStore.prototype.put = new Proxy(original, {
      apply: (put, store: IDBObjectStore, values) => {
        if (store.name === "blobs") throw new DOMException("no room", "QuotaExceededError")
        return Reflect.apply(put, store, values)
      }
    })
  })
  await page.reload()
  await exactSize(page, 128)
  await make(page, "A small canvas")
  await page.getByText(/has no room left/).waitFor()
  await picture(page, "A small canvas").click()
  await page.getByRole("dialog").getByAltText("A small canvas").waitFor()
  // Nothing is left of what could not be kept whole.
  await page.reload()
  await page.getByText("Nothing on the easel yet.").waitFor()
})

it("makes more pictures at once than a browser has connections", async () => {
  const { page } = await open()
  await choose(page, "imagelabs")
  await exactSize(page, 64)
  await count(page).fill("8")
  await generate(page, "Eight, gate-eight")
  await page.getByText("Waits for a free line").first().waitFor()
  // A line is left for cancelling.
  await page
    .getByRole("button", { name: /^Cancel/ })
    .last()
    .click()
  await page.getByText("Cancelled", { exact: true }).first().waitFor()
  Gates.open("gate-eight")
  await expect.poll(() => pictures(page).count()).toBe(7)
})
