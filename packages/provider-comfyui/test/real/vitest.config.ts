import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.real.test.ts"],
    testTimeout: 600_000
  }
})
