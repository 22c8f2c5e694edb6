import { defineConfig } from "vitest/config"

/** Against real Gradio servers, one file after the other; see `scripts/test-gradio.mjs`. */
export default defineConfig({
  test: {
    include: ["packages/*/test/real/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    // The first run installs Gradio.
    hookTimeout: 600_000
  }
})
