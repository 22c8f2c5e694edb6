/**
 * Cassettes: real generations on record, to be replayed without a network, for demos, tests and
 * reports of bugs. A cassette holds the resolved requests, every event with its time, the pictures,
 * and the receipt or the error. It holds no credentials and no signed addresses.
 *
 * ```ts
 * const recorded = Cassette.record({
 *   to: (cassette) => Cassette.write(cassette, "cat.cassette.json")
 * })(model)
 *
 * const replayed = Cassette.replay(yield* Cassette.read("cat.cassette.json"))
 * ```
 */
export { CassetteError } from "./internal/cassette/CassetteError.js"
export { read, readSync, write } from "./internal/cassette/file.js"
export { Cassette, Track } from "./internal/cassette/Format.js"
export { plugin, type PluginOptions } from "./internal/cassette/plugin.js"
export { record, type RecordOptions } from "./internal/cassette/record.js"
export { replay, type ReplayOptions } from "./internal/cassette/replay.js"
export type { Secret } from "./internal/cassette/scrub.js"
export { fromText, toText } from "./internal/cassette/text.js"
