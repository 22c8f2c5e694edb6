import { resolve } from "node:path"
import { BatchFileError, BatchNotFound, DatabaseError, OutputError } from "@easel/batch/BatchError"
import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { BatchIncomplete } from "../src/batch/BatchIncomplete.js"
import { parseConcurrency, parseRate } from "../src/batch/flagValues.js"
import * as ErrorReport from "../src/ErrorReport.js"
import { normalizeArguments } from "../src/normalizeArguments.js"

const normal = (...args: ReadonlyArray<string>) => Either.getOrThrow(normalizeArguments(args))

const refusal = (...args: ReadonlyArray<string>) =>
  Either.getOrThrow(Either.flip(normalizeArguments(args)))

describe("the arguments of easel batch", () => {
  it("may stand in any order", () => {
    assert.deepStrictEqual(
      normal("batch", "run", "--json", "cats.csv", "-psd35", "--set", "a=1", "--set=b=2"),
      "batch run --json=true -p sd35 --set a=1 --set b=2 -- cats.csv".split(" ")
    )
    assert.deepStrictEqual(
      normal("batch", "retry", "cats", "--failed", "--unknown"),
      "batch retry --failed=true --unknown=true -- cats".split(" ")
    )
    assert.deepStrictEqual(
      normal("worker", "--port", "7000", "--json"),
      "worker --port 7000 --json=true".split(" ")
    )
  })

  it("are refused where no command knows them, with what to type", () => {
    assert.strictEqual(
      refusal("batch", "run", "x", "--widht", "4").hint,
      "see: easel batch run --help"
    )
    assert.strictEqual(refusal("batch", "status", "--quiet").message, "there is no flag --quiet")
    assert.match(refusal("batch", "start").hint ?? "", /easel batch run, easel batch status/)
  })
})

describe("values of its flags", () => {
  it("are rates of several kinds", () => {
    assert.deepStrictEqual(parseRate("30"), Option.some(30))
    assert.deepStrictEqual(parseRate("30/min"), Option.some(30))
    assert.deepStrictEqual(parseRate("2/s"), Option.some(120))
    assert.deepStrictEqual(parseRate("120/h"), Option.some(2))
    for (const wrong of ["", "0", "-1/min", "5/day", "fast", "1e308/s", "1e-300"]) {
      assert.isTrue(Option.isNone(parseRate(wrong)), wrong)
    }
  })

  it("are bounded", () => {
    assert.isTrue(Option.isNone(parseConcurrency("0")))
    assert.isTrue(Option.isNone(parseConcurrency("1001")))
    assert.deepStrictEqual(parseConcurrency("16"), Option.some(16))
  })
})

describe("failures of a batch", () => {
  const database = (reason: DatabaseError["reason"]) =>
    new DatabaseError({ database: ".easel/batches.db", reason, detail: "in use by process 4711" })
  const output = new OutputError({ location: "/x", reason: "Denied", detail: "permission denied" })
  const file = new BatchFileError({
    file: "cats.csv",
    mistakes: [{ line: 4812, reason: "width: 500 is no size" }],
    total: 1
  })

  it("have their exit codes", () => {
    const codes = [
      file,
      new BatchNotFound({ id: "dogs", near: [] }),
      database("Locked"),
      output,
      new BatchIncomplete({ done: 4987, total: 5000 })
    ].map(ErrorReport.exitCodeOf)
    assert.deepStrictEqual(codes, [2, 2, 5, 5, 7])
  })

  it("say what to do", () => {
    assert.deepInclude(ErrorReport.toText(file, []), {
      what: "cats.csv:4812: width: 500 is no size",
      hint: "nothing was sent; mend the file and type the same again"
    })
    assert.deepInclude(ErrorReport.toText(database("Locked"), []), {
      what: ".easel/batches.db: in use by process 4711",
      hint: "see how it goes on there: easel batch status --database .easel/batches.db"
    })
    const standard = new DatabaseError({
      database: resolve(".easel/batches.db"),
      reason: "Locked",
      detail: "in use"
    })
    assert.strictEqual(
      ErrorReport.toText(standard, []).hint,
      "see how it goes on there: easel batch status"
    )
    assert.strictEqual(
      ErrorReport.toText(new BatchIncomplete({ done: 4987, total: 5000 }), []).what,
      "13 of 5,000 items have no picture"
    )
  })

  it("of a file with many mistakes show the first", () => {
    const many = new BatchFileError({
      file: "cats.csv",
      mistakes: [
        { reason: "line 1 is no header" },
        ...Array.from({ length: 99 }, (_, index) => ({ line: index + 2, reason: "no" }))
      ],
      total: 4812
    })
    const lines = ErrorReport.toText(many, []).what.split("\n")
    assert.strictEqual(lines.length, 21)
    assert.strictEqual(lines.at(-1), "and 4792 more")
  })

  it("are lines of JSON with their fields", () => {
    assert.deepStrictEqual(ErrorReport.toJson(file), [
      {
        _tag: "Error",
        error: {
          _tag: "BatchFileError",
          file: "cats.csv",
          mistakes: [{ line: 4812, reason: "width: 500 is no size" }],
          total: 1
        }
      }
    ])
  })
})
