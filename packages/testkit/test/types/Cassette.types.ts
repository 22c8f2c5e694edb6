/** What recorders and players take and give. Compiled, never run. */
import { expectTypeOf } from "vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ImageModel, ImagePlugin, Policy } from "@easel/core"
import { Cassette } from "@easel/testkit"

declare const cassette: Cassette.Cassette

expectTypeOf(
  Cassette.record({
    to: (cassette) => Cassette.write(cassette, "cat.json"),
    scrub: [Redacted.make("key"), /sk-\w+/]
  })
).toEqualTypeOf<Policy.Policy>()
expectTypeOf(Cassette.read("cat.json")).toEqualTypeOf<
  Effect.Effect<Cassette.Cassette, Cassette.CassetteError>
>()
expectTypeOf(Cassette.replay(cassette, { speed: 0 })).toEqualTypeOf<ImageModel.Service>()
expectTypeOf(Cassette.plugin(cassette)).toEqualTypeOf<ImagePlugin.ImagePlugin>()

// @ts-expect-error -- nobody hears the cassette
Cassette.record({})
// @ts-expect-error -- a text is no secret yet
Cassette.record({ to: () => Effect.void, scrub: ["key"] })
// @ts-expect-error -- no such way to match
Cassette.replay(cassette, { match: "prompt" })
// @ts-expect-error -- a plugin needs its cassette at once
Cassette.plugin(Cassette.read("cat.json"))
