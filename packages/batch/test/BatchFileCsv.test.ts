import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { itemsOf as read, mistakesOf as mistakes } from "./support/batchFiles.js"

type Given = Parameters<typeof read>[1]
const itemsOf = (content: string | Uint8Array, options: Given = {}) =>
  read(content, { file: "cats.csv", ...options })
const mistakesOf = (content: string | Uint8Array, options: Given = {}) =>
  mistakes(content, { file: "cats.csv", ...options })

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

describe("a batch file of CSV", () => {
  it.effect("reads fields by their types, with a byte order mark and CRLF", () =>
    Effect.gen(function* () {
      const content =
        "\ufeffprompt,width,guidanceScale,lenient,messages,name,providerOptions\r\n" +
        'A fox,512,3.5,TRUE,,fox.png,"{""sd35"":{""randomizeSeed"":true}}"\r\n' +
        "\r\n" +
        '"One\r\ntwo, ""three""",,,,,,\r\n' +
        ',,1e1,false,"[{""content"":""A bear""}]",,\r\n'
      const items = yield* itemsOf(content)
      assert.deepStrictEqual(
        items.map(({ line, name, request }) => [line, name, { ...request }]),
        [
          [
            2,
            "fox",
            {
              prompt: "A fox",
              width: 512,
              guidanceScale: 3.5,
              lenient: true,
              providerOptions: { sd35: { randomizeSeed: true } }
            }
          ],
          [4, "00002-one-two-three", { prompt: 'One\ntwo, "three"' }],
          [
            6,
            "00003-a-bear",
            { guidanceScale: 10, lenient: false, messages: [{ content: "A bear" }] }
          ]
        ]
      )
    })
  )

  it.effect("reads tabs where the name says so", () =>
    Effect.gen(function* () {
      const items = yield* itemsOf("prompt\tseed\nA fox, red\t7\n", { file: "cats.TSV" })
      assert.deepStrictEqual({ ...items[0]?.request }, { prompt: "A fox, red", seed: 7 })
    })
  )

  it.effect("tells the line where a ragged or broken record begins, and reads on", () =>
    Effect.gen(function* () {
      const content = [
        "prompt,width", // 1
        '"a', // 2
        'b",512', // 3
        "only one", // 4
        "a,1,2", // 5
        "", // 6
        'say "hello",512', // 7
        '"x"y,512', // 8
        '"c', // 9
        'd",wide', // 10
        "fine,640", // 11
        "e,512.5" // 12
      ].join("\n")
      assert.deepStrictEqual(yield* mistakesOf(content), [
        "4: has 1 cell, the header has 2",
        "5: has 3 cells, the header has 2",
        "7: has a quote inside a cell; write the cell in quotes and the quote twice",
        "8: has text after a closing quote; inside quotes a quote is written twice",
        '9: width: Expected number, actual "wide"',
        "12: width: Expected an integer, actual 512.5"
      ])
    })
  )

  it.effect("tells the one broken line of 5,000, where records have several", () =>
    Effect.gen(function* () {
      const rows = Array.from({ length: 2500 }, (_, index) => `"Cat\n${index}",512`)
      rows[2405] = `"Cat\n2405",-1`
      const content = ["prompt,width", ...rows].join("\n")
      assert.deepStrictEqual(yield* mistakesOf(content, { piece: 4096 }), [
        "4812: width: Expected a positive number, actual -1"
      ])
    })
  )

  it.effect("tells a last quote that is not closed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* mistakesOf('prompt\na\n"b\nc\n'), [
        "3: has a quote that is not closed"
      ])
    })
  )

  it.effect(
    "gives up on a record of more than 16 MiB and reads on",
    () =>
      Effect.gen(function* () {
        const long = `${"x".repeat(1023)}\n`.repeat(16 * 1024 + 8)
        const content = `prompt,width\n"${long}b,wide\n`
        const found = yield* mistakesOf(content, { piece: 1 << 20 })
        assert.strictEqual(
          found[0],
          "2: begins a record of more than 16 MiB; is a quote not closed?"
        )
        assert.strictEqual(found.at(-1), '16394: width: Expected number, actual "wide"')
      }),
    60_000
  )

  it.effect("tells columns that serve for nothing, once", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* mistakesOf("prompt,widht,,prompt\na,1,,b\nb,2,,c\n"), [
        "1: column 3 has no name",
        '1: two columns are called "prompt"',
        "1: widht: no such field, and no template uses it; did you mean width?"
      ])
      assert.deepStrictEqual(yield* mistakesOf("prompt,width\n"), ["has no items"])
      assert.deepStrictEqual(yield* mistakesOf(""), ["has no items"])
    })
  )

  it.effect("tells the line that is no UTF-8", () =>
    Effect.gen(function* () {
      const bytes = Buffer.concat([Buffer.from("prompt\na\nb"), Buffer.from([0xe4, 0x0a])])
      assert.deepStrictEqual(yield* mistakesOf(bytes), ["3: is not UTF-8"])
    })
  )

  it.effect.prop(
    "gives back any cells, and the line where each record begins",
    {
      cells: FastCheck.array(
        FastCheck.stringMatching(/^[a"',;\n{}é]{0,12}$/).map((cell) => `x${cell}`),
        { minLength: 1, maxLength: 8 }
      ),
      piece: FastCheck.integer({ min: 1, max: 40 })
    },
    ({ cells, piece }) =>
      Effect.gen(function* () {
        const content = ["prompt,seed", ...cells.map((cell) => `${quoted(cell)},1`)].join("\n")
        const items = yield* itemsOf(content, { piece })
        const starts = cells.map(
          (_, index) =>
            2 + cells.slice(0, index).join("\n").split("\n").length - (index === 0 ? 1 : 0)
        )
        assert.deepStrictEqual(
          items.map(({ line, request }) => [line, request.prompt]),
          cells.map((cell, index) => [starts[index], cell])
        )
      }),
    { fastCheck: { numRuns: 40 } }
  )
})
