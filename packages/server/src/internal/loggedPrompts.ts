import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Dispatcher } from "../Dispatcher.js"

/** Writes the prompt of each generation to the log, and who asks for it. */
export const loggedPrompts: Layer.Layer<Dispatcher, never, Dispatcher> = Layer.effect(
  Dispatcher,
  Effect.map(Dispatcher, (dispatcher) => ({
    ...dispatcher,
    generate: (caller, request, options) =>
      Effect.logInfo("a generation is asked for").pipe(
        Effect.annotateLogs({ caller: caller.id, prompt: request.prompt ?? request.messages }),
        Effect.zipRight(dispatcher.generate(caller, request, options))
      )
  }))
)
