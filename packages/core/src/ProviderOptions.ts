/**
 * Parameters that only one provider has.
 *
 * A provider package adds its own by declaration merging, so that
 * `providerOptions: { sd35: { randomizeSeed: true } }` is checked by the compiler:
 *
 * ```ts
 * declare module "@easel/core/ProviderOptions" {
 *   interface ProviderOptions {
 *     readonly sd35?: Sd35Options | undefined
 *   }
 * }
 * ```
 *
 * What the compiler can't see is checked when the request is resolved: an unknown provider or an
 * unknown key is an `InvalidRequest`.
 */
export interface ProviderOptions {
  /** Nobody's: while no provider has added its own, an empty interface would take any value. */
  readonly [nobody]?: never
}

declare const nobody: unique symbol
