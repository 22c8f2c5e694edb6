/** Random compositions of policies around the models of several providers. */
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as CacheStore from "@easel/core/CacheStore"
import type { Service } from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"

/** A model yet to be put together, and what it is, for the report of a failure. */
export interface Plan {
  readonly text: string
  readonly build: (
    models: Readonly<Record<string, Service>>
  ) => Effect.Effect<Service, never, Scope.Scope>
}

/** Wraps random models in a policy. */
type PolicyArbitrary = (model: FastCheck.Arbitrary<Plan>) => FastCheck.Arbitrary<Plan>

/** A policy around one model; it is made anew for each. */
const around =
  (
    name: string,
    make: () => Policy.Policy | Effect.Effect<Policy.Policy, never, Scope.Scope>
  ): PolicyArbitrary =>
  (model) =>
    model.map(({ build, text }) => ({
      text: `${name}(${text})`,
      build: (models) =>
        Effect.suspend(() => {
          const policy = make()
          return Effect.zipWith(
            build(models),
            Effect.isEffect(policy) ? policy : Effect.succeed(policy),
            (inner, wrap) => wrap(inner)
          )
        })
    }))

/** A policy that joins several models. */
const joining =
  (name: string, make: (others: ReadonlyArray<Service>) => Policy.Policy): PolicyArbitrary =>
  (model) =>
    FastCheck.tuple(model, FastCheck.array(model, { minLength: 1, maxLength: 2 })).map(
      ([first, others]) => ({
        text: `${name}(${[first, ...others].map(({ text }) => text).join(", ")})`,
        build: (models) =>
          Effect.zipWith(
            first.build(models),
            Effect.forEach(others, ({ build }) => build(models)),
            (model, rest) => make(rest)(model)
          )
      })
    )

/** Every policy takes part with a line of its own. */
const policies: ReadonlyArray<PolicyArbitrary> = [
  around("retry", () =>
    Policy.retry({ retries: 2, schedule: Schedule.spaced("1 millis"), maximumWait: "10 millis" })
  ),
  joining("fallback", (others) => Policy.fallback(others)),
  joining("fallback always", (others) => Policy.fallback(others, { when: () => true })),
  joining("hedge", (others) => Policy.hedge(others, { after: "4 millis" })),
  around("concurrency", () => Policy.concurrency(1)),
  around("rateLimit", () => Policy.rateLimit({ limit: 1, interval: "4 millis" })),
  around("circuitBreaker", () => Policy.circuitBreaker({ failures: 1, cooldown: "3 millis" })),
  around("cache", () => Policy.cache({ store: CacheStore.memory() }))
]

const leaf = (providers: ReadonlyArray<string>): FastCheck.Arbitrary<Plan> =>
  FastCheck.constantFrom(...providers).map((provider) => ({
    text: provider,
    build: (models) => Effect.fromNullable(models[provider]).pipe(Effect.orDie)
  }))

/** Compositions of at most so many policies within each other. */
export const compositions = (
  providers: ReadonlyArray<string>,
  depth: number
): FastCheck.Arbitrary<Plan> => {
  const model = depth === 1 ? leaf(providers) : compositions(providers, depth - 1)
  const some = FastCheck.oneof(leaf(providers), model)
  return FastCheck.oneof(...policies.map((policy) => policy(some)))
}
