/** What only this provider takes. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Given = Schema.Boolean.annotations({
  description: "the Space chooses the seed; true by default without a seed, false with one"
})

/** The Space's own switch beside the seed. */
export const Sd35Options = Schema.Struct({
  /**
   * The Space chooses a seed itself, whatever the request says. Default: true without a seed, false
   * with one. False without a seed means seed 0.
   *
   * Never written to a receipt: the seed that was used stands there, and making the picture again
   * must not choose another.
   */
  randomizeSeed: Schema.optionalToOptional(Given, Schema.Boolean, {
    decode: (given) => given,
    encode: () => Option.none()
  })
})

export type Sd35Options = typeof Sd35Options.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly sd35?: Sd35Options | undefined
  }
}
