import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { itemsOf, mistakesOf } from "./support/batchFiles.js"

const lines = (...values: ReadonlyArray<unknown>): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("")

const namesOf = (content: string, options: Parameters<typeof itemsOf>[1] = {}) =>
  Effect.map(itemsOf(content, options), (items) => items.map(({ name }) => name))

const promptsOf = (content: string, options: Parameters<typeof itemsOf>[1] = {}) =>
  Effect.map(itemsOf(content, options), (items) => items.map(({ request }) => request.prompt))

describe("templates of a batch file", () => {
  it.effect("fill prompts with a line's values", () =>
    Effect.gen(function* () {
      const content = lines(
        { animal: "fox", hat: 3, prompt: "in snow" },
        { animal: "bear", hat: true }
      )
      assert.deepStrictEqual(
        yield* promptsOf("animal,hat,prompt\nfox,3,in snow\nbear,,\n", {
          file: "a.csv",
          prompt: "{number}: a { animal } with {{hat}} {hat} {prompt}"
        }),
        ["1: a fox with {hat} 3 in snow", "2: a bear with {hat}  "]
      )
      assert.deepStrictEqual(yield* mistakesOf(content, { prompt: "a {animal} {hat} {prompt}" }), [
        "2: the template of prompts has {prompt}, but there is only animal, hat, number"
      ])
    })
  )

  it.effect("fill the gaps of a line's own prompt and leave its other braces", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* promptsOf(
          lines(
            { prompt: "a {animal}, {red|blue}, {{animal}}, {", animal: "fox" },
            { prompt: "{x}" }
          )
        ),
        ["a fox, {red|blue}, {{animal}}, {", "{x}"]
      )
      assert.deepStrictEqual(yield* mistakesOf(lines({ prompt: "a {anmal}", animal: "fox" })), [
        "1: animal: no such field, and no template uses it"
      ])
    })
  )

  it.effect("tell what there is, once for a whole CSV", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* mistakesOf("animal,hat\nfox,cap\nbear,cap\n", {
          file: "a.csv",
          prompt: "a {anmal} with {hat}",
          name: "{animal}/{constructor}"
        }),
        [
          "1: the template of prompts has {anmal}, but there is only animal, hat, number; did you mean {animal}?",
          "1: the template of names has {constructor}, but there is only animal, hat, number, slug, prompt"
        ]
      )
    })
  )

  it.effect("are refused before anything is read when they are broken", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* mistakesOf("x", { prompt: "a {cat", name: "{}" }), [
        'the template of prompts: a "{" is not closed; "{{" is the sign itself',
        'the template of names: "{}" has no name; "{{" is the sign itself'
      ])
    })
  )

  it.effect("do not drop a line's prompt or messages in silence", () =>
    Effect.gen(function* () {
      const found = yield* mistakesOf(
        lines({ prompt: "b", animal: "fox" }, { messages: [{ content: "c" }], animal: "fox" }),
        { prompt: "a {animal}" }
      )
      assert.deepStrictEqual(found, [
        "1: prompt: the template of prompts stands in its place and does not use it",
        "2: messages: the template of prompts stands in its place and does not use it"
      ])
      const [unfit] = yield* mistakesOf(lines({ animal: ["fox"] }), { prompt: "a {animal}" })
      assert.strictEqual(unfit, "1: animal: is no text or number, and can't be part of one")
    })
  )
})

describe("names of a batch file", () => {
  it.effect("come from the line, or from the template", () =>
    Effect.gen(function* () {
      const content = lines(
        { prompt: "A cat", name: "cats/one", animal: "cat" },
        { prompt: "Über: a/b?", animal: "a/../b" },
        { prompt: "…", animal: "  " }
      )
      assert.deepStrictEqual(yield* namesOf(content, { name: "all/{animal}-{number}-{slug}" }), [
        "cats/one",
        "all/a-..-b-00002-uber-a-b",
        "all/-00003-picture"
      ])
      assert.deepStrictEqual(
        yield* namesOf(lines({ prompt: "A cat", name: "a/b" }), { name: "x/{name}-{prompt}" }),
        ["x/a-b-A cat"]
      )
    })
  )

  it.effect("are unique without regard to case, accents' encoding, and further pictures", () =>
    Effect.gen(function* () {
      const named = (name: string, count = 1) => ({ prompt: "a", name, count })
      assert.deepStrictEqual(
        yield* mistakesOf(
          lines(
            named("Fox"),
            named("bear"),
            named("fOX.png"),
            named("\u00e9"),
            named("e\u0301"),
            named("owl", 3),
            named("owl-3")
          )
        ),
        [
          '3: the name "fOX" is that of line 1 too',
          '5: the name "e\u0301" is that of line 4 too',
          '7: the name "owl-3" is that of line 6 too'
        ]
      )
    })
  )

  it.effect("are refused where a system has no such file", () =>
    Effect.gen(function* () {
      const refused: ReadonlyArray<readonly [string, RegExp]> = [
        ["../up", /the part "\.\."/],
        ["a/../../b", /the part "\.\."/],
        ["./a", /the part "\."/],
        ["/etc/passwd", /begins with \//],
        ["C:\\x", /has ":"/],
        ["a\\b", /has "\\\\"/],
        ["a//b", /an empty part/],
        ["a/", /an empty part/],
        ["x/CON", /a device on Windows/],
        ["lpt1.txt", /a device on Windows/],
        ["x/.Easel-1", /begins with \.easel-/],
        ["a\u0000b", /has "\\u0000"/],
        ["a\nb", /has "\\n"/],
        ["what?", /has "\?"/],
        ["dot.", /ends with one or a dot/],
        ["a /b", /ends with one or a dot/],
        ["\ud800", /half a character/],
        ["x".repeat(201), /201 bytes long, 200 is the most/],
        ["猫".repeat(67), /201 bytes long/]
      ]
      const found = yield* mistakesOf(lines(...refused.map(([name]) => ({ prompt: "a", name }))))
      assert.lengthOf(found, refused.length)
      refused.forEach(([, expected], index) => {
        assert.match(found[index] ?? "", new RegExp(`^${index + 1}: the name .*${expected.source}`))
      })
      assert.lengthOf(yield* itemsOf(lines({ prompt: "a", name: "x".repeat(200) })), 1)
      assert.lengthOf(yield* itemsOf(lines({ prompt: "a", name: "console/com.x/.hidden" })), 1)
    })
  )
})
