/** A gateway and a browser for the tests of a file. */
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect } from "vitest"
import { launch, visit, type Visit } from "./Browser.js"
import * as Gateway from "./TestGateway.js"

export interface Suite {
  readonly gateway: () => Gateway.RunningGateway
  /** The studio in a new profile; at the end of the test it is closed and looked at. */
  readonly open: (options?: Parameters<Browser["newContext"]>[0]) => Promise<Visit>
}

/** `key`: the gateway wants it. */
export const suite = (key?: string): Suite => {
  let gateway: Gateway.RunningGateway | undefined
  let browser: Browser | undefined
  const visits: Array<Visit> = []

  const running = (): Gateway.RunningGateway => {
    if (gateway === undefined) throw new Error("the gateway does not run yet")
    return gateway
  }

  beforeAll(async () => {
    gateway = await Gateway.start(key)
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    await gateway?.stop()
  })
  // Nothing leaves the gateway's origin, and the page breaks nothing, whatever the test is about.
  afterEach(async () => {
    for (const { context, problems, strangers } of visits.splice(0)) {
      await context.close()
      expect(strangers).toEqual([])
      expect(problems).toEqual([])
    }
  })

  return {
    gateway: running,
    open: async (options) => {
      if (browser === undefined) throw new Error("the browser does not run yet")
      const opened = await visit(browser, running().baseUrl, options)
      visits.push(opened)
      return opened
    }
  }
}

export const models = {
  sketch: "sketch:sketch",
  sd35: "sd35:stabilityai-stable-diffusion-3-5-large",
  imagelabs: "imagelabs:sdxl-turbo",
  oil: "atelier:oil"
}

export const choose = (page: Page, model: keyof typeof models) =>
  page.getByLabel("Model", { exact: true }).selectOption(models[model])

/** Writes the prompt and presses the button. */
export const generate = async (page: Page, prompt: string): Promise<void> => {
  await page.getByLabel("Prompt", { exact: true }).fill(prompt)
  await page.getByRole("button", { name: /^Generate/ }).click()
}

export const count = (page: Page) => page.getByRole("slider", { name: "Pictures" })

/** Small pictures are drawn fast. */
export const exactSize = async (page: Page, width: number, height = width): Promise<void> => {
  await page.getByRole("radio", { name: "Exact" }).check()
  await page.getByLabel("Width").fill(String(width))
  await page.getByLabel("Height").fill(String(height))
  await page.getByLabel("Height").blur()
}

/** The finished picture of a prompt, in the gallery. */
export const picture = (page: Page, prompt: string) =>
  page
    .locator("#gallery [data-picture]")
    .filter({ has: page.getByAltText(prompt, { exact: true }) })

export const pictures = (page: Page) => page.locator("#gallery [data-picture]")

export const preview = (page: Page) => page.locator("img[data-preview]")

/** Makes a picture and waits for it. */
export const make = async (page: Page, prompt: string): Promise<void> => {
  await generate(page, prompt)
  await picture(page, prompt).waitFor()
}
