import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { parseDuration, parseProviderOption } from "../src/generate/flagValues.js"
import * as OutputName from "../src/generate/OutputName.js"
import { plan } from "../src/generate/plan.js"
import { slug } from "../src/generate/slug.js"
import { normalizeArguments } from "../src/normalizeArguments.js"

const normal = (...args: ReadonlyArray<string>) => Either.getOrThrow(normalizeArguments(args))

describe("the command line as it is typed", () => {
  it("keeps the words of a prompt together, whatever they are", () => {
    assert.deepStrictEqual(
      normal("generate", "--json", "on", "the", "-n4", "road"),
      "generate --json=true -n 4 -- on the road".split(" ")
    )
    assert.deepStrictEqual(
      normal("generate", "-", "--quiet", "-o", "-"),
      "generate --quiet=true -o - -- -".split(" ")
    )
    assert.deepStrictEqual(
      normal("generate", "--", "--json", "is"),
      "generate -- --json is".split(" ")
    )
  })

  it("takes a flag's value as it stands", () => {
    assert.deepStrictEqual(
      normal("generate", "--negative-prompt", "--json", "--set=a=b=c"),
      "generate --negative-prompt --json --set a=b=c".split(" ")
    )
  })

  it("puts the plugins first, side by side", () => {
    assert.deepStrictEqual(
      normal("sandbox", "--plugin", "a", "--json", "--plugin=./b.js", "--", "x", "--plugin", "c"),
      "sandbox --plugin a --plugin ./b.js --json -- x --plugin c".split(" ")
    )
    assert.deepStrictEqual(
      normal("plugins", "check", "x", "--plugin=a"),
      "plugins check --plugin a x".split(" ")
    )
    assert.deepStrictEqual(
      normal("generate", "--plugin=a", "a", "cat", "--plugin", "b"),
      "generate --plugin a --plugin b -- a cat".split(" ")
    )
    assert.isTrue(Either.isLeft(normalizeArguments(["plugins", "ad"])))
  })

  it("refuses what it does not know, and leaves other commands alone", () => {
    assert.isTrue(Either.isLeft(normalizeArguments(["generate", "x", "--widht", "4"])))
    assert.isTrue(Either.isLeft(normalizeArguments(["generate", "x", "--width"])))
    assert.isTrue(Either.isLeft(normalizeArguments(["generate", "x", "--set", ""])))
    assert.deepStrictEqual(normal("sandbox", "--json", "--", "x"), ["sandbox", "--json", "--", "x"])
  })
})

describe("values of flags", () => {
  it("reads lengths of time", () => {
    const millis = (text: string) =>
      Option.getOrNull(Option.map(parseDuration(text), Duration.toMillis))
    assert.strictEqual(millis("90s"), 90_000)
    assert.strictEqual(millis("1.5m"), 90_000)
    assert.strictEqual(millis("2 h"), 7_200_000)
    assert.strictEqual(millis("250ms"), 250)
    assert.strictEqual(millis("90 seconds"), 90_000)
    for (const text of ["", "soon", "0s", "-5s", "5 parsecs"]) assert.isNull(millis(text), text)
  })

  it("reads provider options as JSON where they are", () => {
    const read = (text: string) => Option.getOrNull(parseProviderOption(text))
    assert.deepStrictEqual(read("a=true"), ["a", true])
    assert.deepStrictEqual(read("a=3"), ["a", 3])
    assert.deepStrictEqual(read('a="3"'), ["a", "3"])
    assert.deepStrictEqual(read("a=b=c"), ["a", "b=c"])
    assert.deepStrictEqual(read("a="), ["a", ""])
    assert.isNull(read("a"))
    assert.isNull(read("=a"))
  })
})

describe("names of files", () => {
  const values = {
    prompt: "A cat",
    provider: "sd35",
    model: "stabilityai/large",
    seed: "unknown",
    n: 2,
    extension: "jpg",
    time: new Date(2026, 10, 20, 9, 5, 1)
  } as const
  const path = (output: string | undefined) => {
    const name = Either.getOrThrow(OutputName.parse(output))
    return name._tag === "Stdout" ? "-" : OutputName.path(name, values)
  }

  it("say what the picture shows, in any script", () => {
    assert.strictEqual(slug("A cat, wearing a hat!"), "a-cat-wearing-a-hat")
    assert.strictEqual(slug("Кошка в шляпе"), "кошка-в-шляпе")
    assert.strictEqual(slug("Йод и ёж"), "йод-и-ёж")
    assert.strictEqual(slug("हिन्दी"), "हिन्दी")
    assert.strictEqual(slug("Crème brûlée"), "creme-brulee")
    assert.strictEqual(slug("../../etc/passwd"), "etc-passwd")
    assert.strictEqual(slug("🐱"), "picture")
    assert.isAtMost(slug("word ".repeat(100)).length, 48)
    assert.strictEqual(slug("x".repeat(100)).length, 48)
  })

  it("take the time where the seed is unknown, and the extension of the bytes", () => {
    assert.strictEqual(path(undefined), "a-cat-20261120-090501.jpg")
    assert.strictEqual(path("{model}-{n}.{ext}"), "stabilityai-large-2.jpg")
    assert.strictEqual(path("fox.png"), "fox.jpg")
    assert.strictEqual(path("fox.JPEG"), "fox.JPEG")
    assert.strictEqual(path("fox"), "fox.jpg")
    assert.strictEqual(path("-"), "-")
  })
})

describe("several pictures", () => {
  it("are as few calls as possible", () => {
    assert.deepStrictEqual(plan(undefined, 1, 5), [{ n: 1, count: undefined, seed: 5 }])
    assert.deepStrictEqual(plan(4, 4, 5), [{ n: 1, count: 4, seed: 5 }])
    assert.deepStrictEqual(plan(5, 2, undefined), [
      { n: 1, count: 2, seed: undefined },
      { n: 2, count: 2, seed: undefined },
      { n: 3, count: 1, seed: undefined }
    ])
    assert.deepStrictEqual(
      plan(2, 1, 0).map(({ seed }) => seed),
      [0, 1]
    )
  })
})
