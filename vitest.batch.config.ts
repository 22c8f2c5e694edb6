import { defineConfig } from "vitest/config"

/** Workers that are killed, one test after the other; see `scripts/test-batch.mjs`. */
export default defineConfig({
  test: {
    include: ["packages/batch/test/heavy/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000
  }
})
