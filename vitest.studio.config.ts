import { defineConfig } from "vitest/config"

/** The studio in a real browser, one file after the other; see `scripts/test-studio.mjs`. */
export default defineConfig({
  test: {
    include: ["packages/studio/test/browser/**/*.test.ts"],
    fileParallelism: false,
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 240_000,
    hookTimeout: 120_000
  }
})
