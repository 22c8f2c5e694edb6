/** The list of models, as the official SDK reads it. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { NotFoundError } from "openai"
import { answering, ask, collect, run } from "./support/gateway.js"

describe("models.list", () => {
  it.scopedLive("has every model under a name that leads to it", () =>
    Effect.gen(function* () {
      const { client } = yield* run(answering())
      const page = yield* ask(() => client.models.list())
      const models = yield* collect(page)
      assert.deepStrictEqual(
        models.map(({ created, id, object, owned_by }) => ({ created, id, object, owned_by })),
        [
          { created: 0, id: "atelier-1", object: "model", owned_by: "atelier" },
          { created: 0, id: "house/atelier-pro", object: "model", owned_by: "atelier" },
          { created: 0, id: "sketch", object: "model", owned_by: "atelier" },
          { created: 0, id: "sketch:sketch", object: "model", owned_by: "sketch" }
        ]
      )
      for (const { id, owned_by } of models) {
        const again = yield* ask(() => client.models.retrieve(id))
        assert.deepInclude(again, { id, owned_by })
      }
    })
  )
})

describe("models.retrieve", () => {
  const names = {
    "atelier-1": "atelier-1",
    "at-1": "atelier-1",
    atelier: "atelier-1",
    "atelier:at-1": "atelier-1",
    "house/atelier-pro": "house/atelier-pro",
    "atelier:house/atelier-pro": "house/atelier-pro"
  }
  it.scopedLive("finds a model by each of its names, with what it takes and gives", () =>
    Effect.gen(function* () {
      const { client, url } = yield* run(answering())
      for (const [name, id] of Object.entries(names)) {
        const model = yield* ask(() => client.models.retrieve(name))
        assert.strictEqual(model.id, id)
        assert.nestedPropertyVal(model, "easel.takes.count", 4)
        const raw = yield* Effect.promise(async () => {
          const response = await fetch(`${url}/v1/models/${name}`)
          const body: unknown = await response.json()
          return body
        })
        assert.nestedPropertyVal(raw, "id", id)
      }
    })
  )

  it.scopedLive("names near ones for a model that is not there", () =>
    Effect.gen(function* () {
      const { client } = yield* run(answering())
      const error = yield* Effect.flip(ask(() => client.models.retrieve("atelier-2")))
      assert.instanceOf(error, NotFoundError)
      assert.deepInclude(error, { code: "model_not_found", param: "model" })
      assert.match(error.message, /did you mean atelier or atelier-1\?/)
    })
  )
})
