import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { Studio } from "@easel/studio"

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64")

const inside = (tag: string): string => {
  const match = new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`).exec(Studio.page.text)
  return match?.[1] ?? ""
}

describe("the page", () => {
  it("is allowed its own script and style by the policy, and no other", () => {
    const policy = Studio.contentSecurityPolicy
    expect(policy).toContain(`script-src 'sha256-${sha256(inside("script"))}'`)
    expect(policy).toContain(`style-src 'sha256-${sha256(inside("style"))}'`)
    expect(policy).not.toContain("unsafe")
    expect(inside("script").length).toBeGreaterThan(10_000)
  })

  it("names no other place, but for names of XML and what a service calls its home", () => {
    const addresses = Studio.page.text.match(/https?:\/\/[\w.-]+/g) ?? []
    expect(addresses.filter((address) => address !== "http://www.w3.org")).toEqual([])
    expect(Studio.page.text).not.toMatch(/<(script|link|img)[^>]*(src|href)="(?!data:)/)
  })

  it("changes its tag with its text", () => {
    expect(Studio.page.etag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(Studio.files).toEqual([Studio.page])
  })
})
