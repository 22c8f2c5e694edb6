import {
  AllAttemptsFailed,
  InvalidRequest,
  ResponseError,
  TransportError
} from "@easel/core/ImageError"
import sd35 from "@easel/provider-sd35"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as ErrorReport from "../src/ErrorReport.js"
import { FileError } from "../src/FileError.js"
import { GenerationsFailed } from "../src/generate/GenerationsFailed.js"

const text = (error: unknown) => ErrorReport.toText(error, [sd35])

const refusal = (reason: ResponseError["reason"], retryAfter?: Duration.Duration) =>
  ResponseError.of({
    reason,
    message: "no",
    retryAfter,
    provider: "sd35",
    model: "sd-3.5",
    jobId: "j1"
  })

describe("errors in words", () => {
  it("say how long to wait", () => {
    assert.match(
      text(refusal("Quota", Duration.seconds(125))).hint ?? "",
      /^try again in 2 min 5 s, use a key/
    )
    assert.strictEqual(text(refusal("RateLimited")).hint, "try again later")
  })

  it("name the variable of the key, and where it happened", () => {
    const { hint, where } = text(refusal("Unauthorized"))
    assert.match(hint ?? "", /EASEL_SD35_API_KEY/)
    assert.strictEqual(where, "sd35 · sd-3.5 · job j1")
  })

  it("never pass on what a terminal would obey", () => {
    const error = ResponseError.of({ reason: "Rejected", message: "a\x1b[2Jb\nc" })
    assert.match(text(error).what, /: a\[2Jb c$/)
  })

  it("give every attempt a line, and the hint of the first that was sent", () => {
    const width = new InvalidRequest({ option: "width", reason: "too\x1b[2J\nwide" })
    const { hint, what, where } = text(AllAttemptsFailed.of([width, refusal("Moderated")]))
    assert.deepStrictEqual(what.split("\n"), [
      "every attempt failed:",
      "  --width: too[2J wide",
      "  sd35 · sd-3.5: the service refuses this prompt or picture: no"
    ])
    assert.strictEqual(hint, "change the prompt")
    assert.strictEqual(where, "sd35 · sd-3.5 · job j1")
  })

  it("name every variable of the configuration that is wrong", () => {
    const missing = ConfigError.MissingData(["EASEL_A"], "expected a text")
    const invalid = ConfigError.InvalidData(["EASEL_B"], "expected a number")
    assert.strictEqual(
      text(ConfigError.And(missing, invalid)).what,
      "EASEL_A: expected a text; EASEL_B: expected a number"
    )
  })

  it("ask to report what should not happen", () => {
    const error = new TypeError("x is undefined")
    assert.match(text(error).hint ?? "", /EASEL_DEBUG=1/)
    assert.strictEqual(ErrorReport.exitCodeOf(error), 1)
  })
})

describe("exit codes of errors", () => {
  const cut = new TransportError({ phase: "Wait", reason: "Cut", description: "cut" })

  it("tell partly done from all failed", () => {
    const failed = (done: number) =>
      new GenerationsFailed({ done, failures: [{ n: 1, error: cut }] })
    assert.strictEqual(ErrorReport.exitCodeOf(failed(1)), 7)
    assert.strictEqual(ErrorReport.exitCodeOf(failed(0)), 5)
  })

  it("are those of the first attempt that was sent", () => {
    const width = new InvalidRequest({ option: "width", reason: "too wide" })
    assert.strictEqual(ErrorReport.exitCodeOf(AllAttemptsFailed.of([width, cut, width])), 5)
    assert.strictEqual(ErrorReport.exitCodeOf(AllAttemptsFailed.of([refusal("Quota"), cut])), 3)
    assert.strictEqual(ErrorReport.exitCodeOf(AllAttemptsFailed.of([width, width])), 2)
  })

  it("tell a file that can't be read from one that can't be written", () => {
    const file = (doing: "read" | "write") => new FileError({ path: "a", code: "EACCES", doing })
    assert.strictEqual(ErrorReport.exitCodeOf(file("read")), 2)
    assert.strictEqual(ErrorReport.exitCodeOf(file("write")), 1)
  })
})
