/** Every malformed request has its exact status and says which field is wrong. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ask, json, start, test } from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

interface Case {
  readonly body: unknown
  readonly status: number
  readonly answer: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

const invalid = (
  body: unknown,
  option: string,
  more: Readonly<Record<string, unknown>> = {}
): Case => ({
  body,
  status: 400,
  answer: { _tag: "InvalidRequest", option, ...more }
})

const prompt = "a fox"

const cases: Readonly<Record<string, Case>> = {
  "no JSON": { body: "{", status: 400, answer: { _tag: "MalformedBody", reason: "Syntax" } },
  "an empty body": { body: "", status: 400, answer: { _tag: "MalformedBody", reason: "Syntax" } },
  "a form": {
    body: "prompt=a+fox",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    status: 415,
    answer: { _tag: "MalformedBody", reason: "MediaType" }
  },
  "a list": invalid([], "request"),
  "a text": invalid('"a fox"', "request"),
  null: invalid("null", "request"),
  "no prompt": invalid({}, "prompt", { reason: "is missing" }),
  "an empty prompt": invalid({ prompt: "  " }, "prompt"),
  "a prompt that is a number": invalid({ prompt: 7 }, "prompt"),
  "an unknown field": invalid({ prompt, widht: 64 }, "widht", { legal: "width" }),
  "a width that is text": invalid({ prompt, width: "64" }, "width"),
  "a width of 0": invalid({ prompt, width: 0, height: 0 }, "width"),
  "a width that is too large": invalid({ prompt, width: 100_000 }, "width"),
  "a size that the model can't do": invalid({ prompt, width: 2048, height: 64 }, "size", {
    legal: "1024x64"
  }),
  "a huge count": invalid({ prompt, count: 1e9 }, "count"),
  "a count beyond the model": invalid({ prompt, count: 5 }, "count"),
  "a fraction for a seed": invalid({ prompt, seed: 1.5 }, "seed"),
  "an aspect ratio that is none": invalid({ prompt, aspectRatio: "wide" }, "aspectRatio"),
  "images that are no base64": invalid({ prompt, images: ["***"] }, "images.0"),
  "an image that is a number": invalid({ prompt, images: [7] }, "images.0"),
  "a strength without images": invalid({ prompt, strength: 0.5 }, "strength"),
  "a strength of 2": invalid({ prompt, strength: 2 }, "strength"),
  "a format that is none": invalid({ prompt, outputFormat: "png" }, "outputFormat"),
  "steps that the model has not": invalid({ prompt, steps: 5 }, "steps"),
  "options of another provider": invalid(
    { prompt, providerOptions: { sd35: {} } },
    "providerOptions.sd35"
  ),
  "an unknown option": invalid(
    { prompt, providerOptions: { staged: { stile: "oil" } } },
    "providerOptions.staged.stile"
  ),
  "options that are a list": invalid({ prompt, providerOptions: [] }, "providerOptions"),
  "a role that is none": invalid(
    { messages: [{ role: "robot", content: "x" }] },
    "messages.0.role"
  ),
  "an unknown model": {
    body: { prompt, model: "staged-2" },
    status: 404,
    answer: { _tag: "ModelNotFound", name: "staged-2", near: ["staged-1", "staged"] }
  },
  "an unknown provider": {
    body: { prompt, model: "stage:one" },
    status: 404,
    answer: { _tag: "ProviderNotFound", name: "stage" }
  }
}

describe("POST /api/generations refuses", () => {
  for (const [name, { answer, body, headers, status }] of Object.entries(cases)) {
    test(name, () =>
      Effect.gen(function* () {
        const stage = yield* StagedProvider.make
        const { url } = yield* start({ plugins: [stage.plugin] })
        const got = yield* ask(url, "/api/generations", {
          method: "POST",
          body,
          headers: headers ?? {}
        })
        const told = yield* json(got)
        assert.strictEqual(got.status, status, JSON.stringify(told))
        assert.containSubset(told, answer)
        assert.isNotEmpty(Object(told).message)
        assert.match(got.headers.get("content-type") ?? "", /^application\/json/)
        assert.isEmpty(stage.submitted)
        assert.deepStrictEqual(yield* Effect.flatMap(ask(url, "/api/generations"), json), [])
      })
    )
  }
})

describe("an id that is none", () => {
  test("is 404 on every route, and repeated at most in part", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      for (const id of ["gen_0", "%2e%2e", "x".repeat(5000), "%E0%A4%A"]) {
        for (const [path, method] of [
          [`/api/generations/${id}`, "GET"],
          [`/api/generations/${id}/events`, "GET"],
          [`/api/generations/${id}`, "DELETE"]
        ] as const) {
          const answer = yield* ask(url, path, { method })
          assert.strictEqual(answer.status, 404, `${method} ${path}`)
          const text = yield* Effect.promise(() => answer.text())
          assert.isBelow(text.length, 400)
        }
      }
    }))
})
