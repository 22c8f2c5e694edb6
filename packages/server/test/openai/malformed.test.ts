/** Malformed requests, each with its exact status and its whole envelope. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { answering, base64Of, picture, run, submissions, type Running } from "./support/gateway.js"

interface Case {
  readonly method?: string
  /** Default `/v1/images/generations`. */
  readonly path?: string
  readonly contentType?: string | null
  readonly body?: BodyInit
  readonly status: number
  readonly message: string | RegExp
  readonly param?: string
  readonly type?: string
  readonly code?: string
}

const good = { model: "atelier-1", prompt: "A cat" }

/** A generation with these fields in its body. */
const fields = (
  change: object,
  param: string,
  message: Case["message"],
  more: Partial<Case> = {}
): Case => ({
  body: JSON.stringify({ ...good, ...change }),
  status: 400,
  param,
  message,
  ...more
})

/** A body that is no request at all. */
const raw = (body: string, message: string, more: Partial<Case> = {}): Case => ({
  body,
  status: 400,
  message,
  ...more
})

const noObject = 'request: the body is no JSON object; try {"model": "…", "prompt": "…"}'

const sizes = "expected auto, or width and height as 1024x768, each at most 16384, got"

const counts = "expected a whole number from 1 to 100, got"

const cases: Readonly<Record<string, Case>> = {
  "n = 0": fields({ n: 0 }, "n", `n: ${counts} 0`),
  "n = 101": fields({ n: 101 }, "n", `n: ${counts} 101`),
  'n = "two"': fields({ n: "two" }, "n", `n: ${counts} "two"`),
  'n = "2"': fields({ n: "2" }, "n", `n: ${counts} "2"`),
  "n = 1.5": fields({ n: 1.5 }, "n", `n: ${counts} 1.5`),
  "n = 1e9": fields({ n: 1e9 }, "n", `n: ${counts} 1000000000`),
  "n = []": fields({ n: [] }, "n", `n: ${counts} a list`),
  "more than the model takes": fields({ n: 5 }, "n", "n: 5 is outside 1 to 4; try 4"),
  "size 0x0": fields({ size: "0x0" }, "size", `size: ${sizes} "0x0"`),
  "size abc": fields({ size: "abc" }, "size", `size: ${sizes} "abc"`),
  "size 99999x1": fields({ size: "99999x1" }, "size", `size: ${sizes} "99999x1"`),
  "size 512": fields({ size: 512 }, "size", `size: ${sizes} 512`),
  "a size that the model can't do": fields(
    { size: "4096x4096" },
    "size",
    "size: 4096x4096 is no size of this model (sides from 64 to 2048, multiples of 8); try 2048x2048"
  ),
  "a side that the model can't do": fields(
    { width: 63 },
    "width",
    "width: 63x512 is no size of this model (sides from 64 to 2048, multiples of 8); try 64x512"
  ),
  "sides that the model can't do": fields(
    { width: 63, height: 64 },
    "width",
    "width: 63x64 is no size of this model (sides from 64 to 2048, multiples of 8); try 64x64"
  ),
  "a size twice": fields({ size: "512x512", width: 512 }, "width", "width: size says it already"),
  "steps twice": fields(
    { steps: 1, num_inference_steps: 2 },
    "num_inference_steps",
    "num_inference_steps: steps says it already"
  ),
  "an alias of steps": fields(
    { num_inference_steps: 51 },
    "num_inference_steps",
    "num_inference_steps: 51 is outside 1 to 50; try 50"
  ),
  "an aspect ratio": fields(
    { aspect_ratio: "7:5" },
    "aspect_ratio",
    'aspect_ratio: expected one of 1:1, 5:4, 4:5, 4:3, 3:4, 3:2, 2:3, 16:9, 9:16, 2:1, 1:2, 21:9, 9:21, got "7:5"'
  ),
  "an empty prompt": fields(
    { prompt: " " },
    "prompt",
    'prompt: is empty; try "A cat wearing a hat"'
  ),
  "no prompt": fields(
    { prompt: undefined },
    "prompt",
    'prompt: is missing; try "A cat wearing a hat"'
  ),
  "a prompt that is a list": fields(
    { prompt: ["a"] },
    "prompt",
    "prompt: expected a text, got a list"
  ),
  "messages without a user": fields(
    { prompt: undefined, messages: [{ role: "system", content: "x" }] },
    "prompt",
    'prompt: no message is from the user; try "A cat wearing a hat"'
  ),
  "messages that are none": fields(
    { messages: [{ text: "x" }] },
    "messages",
    'messages: expected a list of messages, each { "role": "user", "content": "…" }, got a list'
  ),
  "a seed below zero": fields(
    { seed: -1 },
    "seed",
    "seed: expected a whole number from 0 to 9007199254740991, got -1"
  ),
  "a seed that the model can't take": fields(
    { seed: 2 ** 40 },
    "seed",
    "seed: 1099511627776 is outside 0 to 4294967295; try 4294967295"
  ),
  "a parameter of OpenAI's own models": fields(
    { style: "natural" },
    "style",
    "style: Atelier does not take it; try without it, or vivid"
  ),
  "a parameter that the provider has in its own way": fields(
    { quality: "high" },
    "quality",
    'quality: Expected "draft", actual "high"'
  ),
  compression: fields(
    { output_compression: 50 },
    "output_compression",
    "output_compression: Atelier does not take it; try without it, or 100"
  ),
  "SVG settings": fields({ svg: {} }, "svg", "svg: Atelier does not take it; try without it"),
  "a parameter that the model has not": fields(
    { model: "sketch:sketch", steps: 4 },
    "steps",
    "steps: Sketch (drawn by rule, no AI model) does not take it; try without it"
  ),
  "a format that the model has not": fields(
    { output_format: "gif" },
    "output_format",
    "output_format: Atelier does not take it; try png or webp"
  ),
  "a format that nobody has": fields(
    { output_format: "bmp" },
    "output_format",
    'output_format: expected one of png, jpeg, webp, gif, avif, svg, got "bmp"'
  ),
  "an unknown response format": fields(
    { response_format: "base64" },
    "response_format",
    'response_format: expected one of b64_json, url, got "base64"'
  ),
  "an unknown field": fields(
    { colour: "red" },
    "colour",
    "colour: there is no such parameter; atelier itself has glow, safeMode, brush, quality"
  ),
  "an unknown field, lenient or not": fields(
    { model: "sketch:sketch", colour: "red", lenient: true },
    "colour",
    "colour: there is no such parameter"
  ),
  "a field in the wrong spelling": fields(
    { negativePrompt: "dogs" },
    "negativePrompt",
    "negativePrompt: there is no such parameter; atelier itself has glow, safeMode, brush, quality; try negative_prompt"
  ),
  "an option of the wrong type": fields(
    { safe_mode: "yes" },
    "safe_mode",
    'safe_mode: Expected boolean, actual "yes"'
  ),
  "an option that the provider has not": fields(
    { provider_options: { atelier: { shine: 1 } } },
    "provider_options.atelier.shine",
    'provider_options.atelier.shine: is unexpected, expected: "glow" | "safeMode" | "brush" | "quality"'
  ),
  "an option of another provider": fields(
    { provider_options: { sketch: { shine: 1 } } },
    "provider_options.sketch",
    "provider_options.sketch: this model belongs to atelier; try provider_options.atelier"
  ),
  "an option twice": fields(
    { glow: 1, provider_options: { atelier: { glow: 2 } } },
    "glow",
    "glow: provider_options says it already"
  ),
  "options that are none": fields(
    { provider_options: [] },
    "provider_options",
    'provider_options: expected options by provider, as { "sd35": { "randomizeSeed": true } }, got a list'
  ),
  "a user that is no text": fields({ user: 7 }, "user", "user: expected a text, got 7"),
  "strength without a picture": fields(
    { strength: 0.5 },
    "strength",
    "strength: there are no input pictures to edit"
  ),
  "a picture at the wrong route": fields(
    { image: "data:image/png;base64,AAAA" },
    "image",
    /^image: (what came is no picture|pictures are edited)/
  ),
  "previews without a stream": fields(
    { partial_images: 2 },
    "partial_images",
    'partial_images: previews come in a stream only; try "stream": true beside it'
  ),
  "too many previews, as a stream": fields(
    { stream: true, partial_images: 101 },
    "partial_images",
    "partial_images: expected a whole number from 0 to 100, got 101"
  ),
  "stream that is a text": fields(
    { stream: "true" },
    "stream",
    'stream: expected true or false, got "true"'
  ),
  "an unknown model, as a stream": fields(
    { stream: true, model: "nothing-like-it-at-all" },
    "model",
    'there is no model "nothing-like-it-at-all"',
    { status: 404, code: "model_not_found" }
  ),
  "a model with near matches": fields(
    { model: "atelier-2" },
    "model",
    'there is no model "atelier-2"; did you mean atelier or atelier-1?',
    { status: 404, code: "model_not_found" }
  ),
  "an unknown provider": fields(
    { model: "ateller:x" },
    "model",
    'there is no provider "ateller"; did you mean atelier?',
    { status: 404, code: "model_not_found" }
  ),
  "a model that is a number": fields(
    { model: 7 },
    "model",
    "model: expected the name of a model, got 7"
  ),
  "a model without a name": fields(
    { model: "" },
    "model",
    'model: expected the name of a model, got ""'
  ),
  "a body that is no JSON": raw("{", "the body is no JSON", { code: "malformed_body" }),
  "a body that is empty": raw("", "the body is empty", { code: "malformed_body" }),
  "a body that is a list": raw("[]", noObject),
  "a body that is null": raw("null", noObject),
  "a body of another type": raw(
    "prompt=cat",
    "the body must be JSON, and its content type say so",
    {
      contentType: "application/x-www-form-urlencoded",
      status: 415,
      code: "unsupported_media_type"
    }
  ),
  "a body without a type": raw("{}", "the body must be JSON, and its content type say so", {
    contentType: null,
    status: 415,
    code: "unsupported_media_type"
  }),
  "an unknown route": {
    path: "/v1/images/nothing",
    status: 404,
    message: "there is no POST /v1/images/nothing here",
    code: "unknown_url"
  },
  "a path that can't be read": {
    method: "GET",
    path: "/v1/models/%E0%A4%A",
    status: 404,
    message: "there is no GET /v1/models/%E0%A4%A here",
    code: "unknown_url"
  },
  "the wrong method": {
    method: "GET",
    status: 405,
    message: "there is no GET /v1/images/generations here, only POST",
    code: "method_not_allowed"
  },
  "a method that nobody knows": {
    method: "PURGE",
    path: "/v1/models",
    status: 405,
    message: "there is no PURGE /v1/models here, only GET",
    code: "method_not_allowed"
  },
  variations: {
    path: "/v1/images/variations",
    status: 410,
    message: "variations are retired: send the picture and a prompt to POST /v1/images/edits",
    code: "endpoint_retired"
  },
  "an edit without a picture": {
    path: "/v1/images/edits",
    body: JSON.stringify(good),
    status: 400,
    message: "image: the picture to edit is missing",
    param: "image"
  },
  "an edit of an address": {
    path: "/v1/images/edits",
    body: JSON.stringify({ ...good, image: "http://169.254.169.254/latest" }),
    status: 400,
    message:
      'image: "http://169.254.169.254/latest" is no data URL, and pictures are not fetched from addresses; try "data:image/png;base64,…"',
    param: "image"
  },
  "an edit of a file's id": {
    path: "/v1/images/edits",
    body: JSON.stringify({ ...good, images: [{ file_id: "file-1" }] }),
    status: 400,
    message: "images: expected a data URL, or a list of them, got a list",
    param: "images"
  },
  "an edit of a broken data URL": {
    path: "/v1/images/edits",
    body: JSON.stringify({ ...good, image: ["data:image/png;base64"] }),
    status: 400,
    message: "image: the data URL is broken",
    param: "image"
  },
  "an edit in another type": {
    path: "/v1/images/edits",
    contentType: "text/plain",
    body: "cat",
    status: 415,
    message: "the body must be a multipart form or JSON, and its content type say so",
    code: "unsupported_media_type"
  }
}

const send = (
  { url }: Running,
  { body, contentType = "application/json", method = "POST", path }: Case
) =>
  Effect.promise(async () => {
    const response = await fetch(url + (path ?? "/v1/images/generations"), {
      method,
      headers: contentType === null ? {} : { "content-type": contentType },
      ...(body === undefined
        ? {}
        : { body: contentType === null ? Buffer.from(String(body)) : body })
    })
    const json: unknown = await response.json()
    return { response, json }
  })

const check = (gateway: Running, one: Case) =>
  Effect.map(send(gateway, one), ({ json, response }) => {
    assert.strictEqual(response.status, one.status, JSON.stringify(json))
    assert.strictEqual(response.headers.get("content-type"), "application/json")
    assert.strictEqual(response.headers.get("x-should-retry"), "false")
    assert.match(response.headers.get("x-request-id") ?? "", /^req_[0-9a-f]{32}$/)
    const error: unknown = Object.assign({ error: undefined }, json).error
    const { message, ...rest } = Object.assign({ message: "" }, error)
    if (typeof one.message === "string") assert.strictEqual(message, one.message)
    else assert.match(message, one.message)
    assert.deepStrictEqual(rest, {
      type: one.type ?? "invalid_request_error",
      code: one.code ?? "invalid_value",
      param: one.param ?? null
    })
    assert.deepStrictEqual(Object.keys(Object.assign({}, json)), ["error"])
  })

describe("is refused, and nothing is submitted:", () => {
  for (const [name, one] of Object.entries(cases)) {
    it.scopedLive(name, () =>
      Effect.gen(function* () {
        const gateway = yield* run(answering())
        yield* check(gateway, one)
        assert.deepStrictEqual(submissions(gateway), [])
      })
    )
  }
})

describe("a form", () => {
  const boundary = "easel-test"
  const part = (headers: string, content: string | Buffer) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from("\r\n")
    ])
  const field = (name: string, value: string) =>
    part(`content-disposition: form-data; name="${name}"`, value)
  const file = (name: string, content: Buffer) =>
    part(
      `content-disposition: form-data; name="${name}"; filename="a.png"\r\ncontent-type: image/png`,
      content
    )
  const end = Buffer.from(`--${boundary}--\r\n`)
  const contentType = `multipart/form-data; boundary=${boundary}`

  const refused = (
    name: string,
    parts: (png: Buffer) => ReadonlyArray<Buffer>,
    expected: Pick<Case, "message" | "param" | "code" | "contentType">
  ) =>
    it.scopedLive(name, () =>
      Effect.gen(function* () {
        const png = Buffer.from(base64Of(yield* picture()), "base64")
        const gateway = yield* run(answering())
        yield* check(gateway, {
          path: "/v1/images/edits",
          contentType,
          body: Buffer.concat(parts(png)),
          status: 400,
          ...expected
        })
        assert.deepStrictEqual(submissions(gateway), [])
      })
    )

  const start = [field("model", "atelier-1"), field("prompt", "A hat")]

  refused("that stops is refused", (png) => [...start, file("image", png)], {
    message: /stops before its end/,
    code: "malformed_body"
  })
  refused("that is none is refused", () => [Buffer.from("no form")], {
    message: /./,
    code: "malformed_body"
  })
  refused("whose boundary is not named is refused", (png) => [...start, file("image", png), end], {
    contentType: "multipart/form-data",
    message: /boundary/,
    code: "malformed_body"
  })
  refused(
    "with a field twice is refused",
    (png) => [...start, field("n", "1"), field("n", "2"), file("image", png), end],
    { message: "n: is given more than once", param: "n" }
  )
  refused(
    "with a number that is none is refused",
    (png) => [...start, field("n", "two"), file("image", png), end],
    { message: `n: ${counts} "two"`, param: "n" }
  )
  refused(
    "with a switch that is none is refused",
    (png) => [...start, field("stream", "yes"), file("image", png), end],
    { message: 'stream: expected true or false, got "yes"', param: "stream" }
  )
  refused(
    "with a file that is no picture is refused",
    () => [...start, file("image", Buffer.from("no picture")), end],
    {
      message: 'image: what came is no picture that Easel knows; it begins with "no picture"',
      param: "image"
    }
  )
  refused("with an empty file is refused", () => [...start, file("image", Buffer.alloc(0)), end], {
    message: "image: the picture is empty",
    param: "image"
  })
  refused(
    "with two masks is refused",
    (png) => [...start, file("image", png), file("mask", png), file("mask", png), end],
    { message: "mask: there is more than one", param: "mask" }
  )
  refused(
    "with more pictures than the model takes is refused",
    (png) => [...start, ...[1, 2, 3, 4].map(() => file("image[]", png)), end],
    { message: "image: Atelier takes at most 3", param: "image" }
  )
  refused(
    "with a file where a text was due is refused",
    (png) => [field("model", "atelier-1"), file("prompt", png), file("image", png), end],
    { message: "prompt: expected a text, got a file", param: "prompt" }
  )
  refused(
    "with a file that nobody knows is refused",
    (png) => [...start, file("image", png), file("markup2", png), end],
    {
      message:
        "markup2: there is no such parameter; atelier itself has glow, safeMode, brush, quality",
      param: "markup2"
    }
  )
  refused(
    "with a file that only OpenAI takes is refused",
    (png) => [...start, file("image", png), file("markup", png), end],
    { message: "markup: Atelier does not take it; try without it", param: "markup" }
  )
})

describe("Easel's own wire", () => {
  it.scopedLive("tells an error with its tag", () =>
    Effect.gen(function* () {
      const gateway = yield* run(answering())
      const { json, response } = yield* send(gateway, {
        path: "/api/nothing",
        status: 404,
        message: ""
      })
      assert.strictEqual(response.status, 404)
      assert.deepStrictEqual(json, {
        _tag: "RouteNotFound",
        method: "POST",
        path: "/api/nothing",
        message: "there is no POST /api/nothing here"
      })
      const wrong = yield* send(gateway, { path: "/api/providers", status: 405, message: "" })
      assert.strictEqual(wrong.response.headers.get("allow"), "GET")
      assert.deepStrictEqual(wrong.json, {
        _tag: "RouteNotFound",
        message: "there is no POST /api/providers here, only GET"
      })
    })
  )
})
