import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "packages/create-easel-provider/templates/*/test/**/*.test.ts",
      "examples/**/test/**/*.test.ts"
    ],
    exclude: [
      "**/test/real/**",
      "**/test/heavy/**",
      "packages/batch/test/s3/**",
      "packages/studio/test/browser/**"
    ],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    minWorkers: 1
  }
})
