/** The `package.json` of a package, as far as it matters to a plugin. */
import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Ranges = Schema.optional(Schema.Record({ key: Schema.String, value: Schema.String }))

const Manifest = Schema.parseJson(
  Schema.Struct({
    name: Schema.optional(Schema.String),
    version: Schema.optional(Schema.String),
    main: Schema.optional(Schema.String),
    exports: Schema.optional(Schema.Unknown),
    dependencies: Ranges,
    peerDependencies: Ranges
  })
)
export type Manifest = typeof Manifest.Type

const decode = Schema.decodeUnknownOption(Manifest)

/** Undefined when there is none that can be read; Node says why when it needs one. */
export const read = (path: string): Effect.Effect<Manifest | undefined> =>
  Effect.promise(() => readFile(path, "utf8").catch(() => "")).pipe(
    Effect.map((text) => Option.getOrUndefined(decode(text)))
  )
