import { defineConfig } from "vitest/config"

/** Against a real object store; see `scripts/test-s3.mjs`. */
export default defineConfig({
  test: {
    include: ["packages/batch/test/s3/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000
  }
})
