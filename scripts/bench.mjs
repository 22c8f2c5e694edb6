// `npm run bench`: ratios against a hand-written loop and peers; arguments name the figures.
import { ensure } from "./ensure.mjs"

await ensure()
await import("../bench/src/run.mjs")
