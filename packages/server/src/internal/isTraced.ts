import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"

/** Effect's own tracer, whose spans nobody reads. */
const unheard = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Whether anybody reads the spans that are opened here. */
export const isTraced: Effect.Effect<boolean> = Effect.map(
  Effect.tracer,
  (tracer) => tracer !== unheard
)
