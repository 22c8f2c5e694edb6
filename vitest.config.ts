import { defineConfig } from "vitest/config"

const all = [
  "packages/*/test/**/*.test.ts",
  "packages/create-easel-provider/templates/*/test/**/*.test.ts",
  "examples/**/test/**/*.test.ts"
]

/** Those with a command of their own. */
const apart = [
  "**/node_modules/**",
  "**/test/real/**",
  "**/test/heavy/**",
  "packages/batch/test/s3/**",
  "packages/studio/test/browser/**"
]

/** The conformance kit, which measures memory and timers, on our providers and on itself. */
const conformance = ["**/*onformance*.test.ts", "**/test/conformance/**/*.test.ts"]

/** What else measures or changes all that a worker has: memory, timers, metrics and globals. */
const alone = [
  "examples/third-party-provider/test/darkroom.test.ts",
  "packages/batch/test/BatchFileMemory.test.ts",
  "packages/core/test/Attach.test.ts",
  "packages/core/test/GenerationEnd.test.ts",
  "packages/core/test/Telemetry.test.ts",
  "packages/node/test/HostLookup.test.ts",
  "packages/node/test/WebSockets.test.ts",
  "packages/provider-ai-sdk/test/toAiSdk.test.ts",
  "packages/server/test/guard/readBody.test.ts",
  "packages/server/test/operations/operations.test.ts"
]

/**
 * Most files share the modules of their worker, since importing Effect anew takes longer than the tests
 * of most of them. Vitest isolates a whole pool or none of it, hence the two pools. They run side by side.
 */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    poolOptions: {
      forks: { isolate: false, minForks: 1, maxForks: 2 },
      threads: { minThreads: 1, maxThreads: 1 }
    },
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: all,
          exclude: [...apart, ...conformance, ...alone],
          pool: "forks",
          setupFiles: "vitest.setup.ts"
        }
      },
      {
        extends: true,
        test: { name: "conformance", include: conformance, exclude: apart, pool: "threads" }
      },
      {
        extends: true,
        test: { name: "alone", include: alone, exclude: apart, pool: "threads" }
      }
    ]
  }
})
