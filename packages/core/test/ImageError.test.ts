import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import {
  AllAttemptsFailed,
  AssetError,
  GenerationTimeout,
  ImageError,
  InvalidRequest,
  ModelNotFound,
  type Phase,
  ProviderNotFound,
  ResponseError,
  ResponseParseError,
  TransportError,
  attemptsOf,
  isRetryable,
  mayHaveJob
} from "@easel/core/ImageError"
import { ImageEvent, Restarted } from "@easel/core/ImageEvent"

const where = { provider: "sd35", model: "sd-3.5", jobId: "job-1" }

const errors: ReadonlyArray<readonly [ImageError, string]> = [
  [
    new InvalidRequest({ option: "width", reason: "1000 is no width", legal: "1008" }),
    "width: 1000 is no width; try 1008"
  ],
  [new InvalidRequest({ option: "prompt", reason: "is empty" }), "prompt: is empty"],
  [
    new ProviderNotFound({ name: "sd3", near: ["sd35", "sdxl"] }),
    'there is no provider "sd3"; did you mean sd35 or sdxl?'
  ],
  [new ModelNotFound({ name: "x", near: [], ...where }), 'there is no model "x"'],
  [
    ResponseError.of({
      ...where,
      reason: "RateLimited",
      message: "slow down",
      status: 429,
      retryAfter: Duration.seconds(1.5)
    }),
    "slow down"
  ],
  [
    new ResponseParseError({ ...where, expected: "JSON", excerpt: "<html>" }),
    "expected JSON; got <html>"
  ],
  [new ResponseParseError({ expected: "JSON", excerpt: "" }), "expected JSON"],
  [
    new TransportError({ ...where, phase: "Wait", reason: "Cut", description: "reset" }),
    "wait: reset"
  ],
  [
    new GenerationTimeout({ ...where, deadline: "Total", duration: Duration.minutes(10) }),
    "no picture within 10m"
  ],
  [
    new GenerationTimeout({ deadline: "Idle", duration: Duration.seconds(60) }),
    "the service sent nothing for 1m"
  ],
  [
    new GenerationTimeout({ deadline: "Download", duration: Duration.millis(1500) }),
    "no complete download within 1s 500ms"
  ],
  [
    new GenerationTimeout({ deadline: "Hedge", duration: Duration.seconds(10) }),
    "another model was faster"
  ],
  [new AssetError({ reason: "NotFound", description: "it has expired" }), "it has expired"],
  [
    AllAttemptsFailed.of([
      new InvalidRequest({ option: "seed", reason: "no\nseeds" }),
      ResponseError.of({ ...where, reason: "Quota", message: "none left" })
    ]),
    "every attempt failed:\n- seed: no seeds\n- sd35:sd-3.5: none left"
  ]
]

const response = (reason: ResponseError["reason"], jobId?: string) =>
  ResponseError.of({ reason, message: "", jobId })

/** No error waits for ever, and JSON has no word for it. */
const isFinite = (error: ImageError) =>
  attemptsOf(error).every((attempt) =>
    attempt._tag === "GenerationTimeout"
      ? Duration.isFinite(attempt.duration)
      : attempt._tag !== "ResponseError" ||
        attempt.retryAfter === undefined ||
        Duration.isFinite(attempt.retryAfter)
  )

const json = Schema.parseJson(ImageError)

describe("ImageError", () => {
  it("reads well", () => {
    for (const [error, message] of errors) assert.strictEqual(error.message, message)
  })

  it("survives JSON with its class, its fields and its durations", () => {
    for (const [error] of errors) {
      const back = Schema.decodeSync(json)(Schema.encodeSync(json)(error))
      assert.deepStrictEqual({ ...back }, { ...error })
      assert.strictEqual(back.constructor, error.constructor)
      assert.strictEqual(back.message, error.message)
    }
    const text = Schema.encodeSync(json)(
      errors[4]?.[0] ?? new AssetError({ reason: "NotFound", description: "" })
    )
    assert.include(text, '"retryAfter":1500')
  })

  it("survives JSON whatever it holds", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(ImageError).filter(isFinite), (error) => {
        const back = Schema.decodeSync(json)(Schema.encodeSync(json)(error))
        assert.strictEqual(Schema.encodeSync(json)(back), Schema.encodeSync(json)(error))
      }),
      { numRuns: 50 }
    )
  })

  it("refuses JSON that is no error of ours", () => {
    for (const text of ["{}", "null", '{"_tag":"Other"}', '{"_tag":"AssetError","reason":"?"}']) {
      assert.isTrue(Either.isLeft(Schema.decodeEither(json)(text)), text)
    }
  })

  it("decides in one place what may be sent again", () => {
    for (const reason of ["RateLimited", "Overloaded", "Server"] as const) {
      assert.isTrue(response(reason).retryable, reason)
      assert.isFalse(response(reason, "job-1").retryable, reason)
      assert.isTrue(isRetryable(response(reason)))
    }
    for (const reason of ["Quota", "Unauthorized", "Moderated", "NotFound", "Rejected"] as const) {
      assert.isFalse(isRetryable(response(reason)), reason)
    }
    const known = (retryable: boolean, jobId?: string) =>
      ResponseError.of({ reason: "Server", message: "", retryable, jobId }).retryable
    assert.isFalse(known(false))
    assert.isTrue(known(true))
    assert.isFalse(known(true, "job-1"))
    const transport = (reason: TransportError["reason"], jobId?: string) =>
      isRetryable(new TransportError({ phase: "Submit", reason, description: "", jobId }))
    assert.isTrue(transport("Refused"))
    assert.isFalse(transport("Refused", "job-1"))
    assert.isFalse(transport("Cut"))
    assert.isFalse(transport("EndedEarly"))
  })

  it("knows that no job exists before one was handed in, however that failed", () => {
    const before = (phase: Phase) => [
      new TransportError({ phase, reason: "Cut", description: "" }),
      new ResponseParseError({ phase, expected: "JSON", excerpt: "" }),
      new GenerationTimeout({ phase, deadline: "Idle", duration: Duration.seconds(60) })
    ]
    for (const error of before("Prepare")) assert.isFalse(mayHaveJob(error), error._tag)
    for (const phase of ["Submit", "Wait", "Download"] as const) {
      for (const error of before(phase)) assert.isTrue(mayHaveJob(error), `${phase} ${error._tag}`)
    }
    const cut = (phase: Phase, jobId?: string) =>
      new TransportError({ phase, reason: "Cut", description: "", jobId })
    assert.isTrue(isRetryable(cut("Prepare")))
    assert.isTrue(mayHaveJob(cut("Prepare", "job-1")))
    assert.isFalse(isRetryable(cut("Prepare", "job-1")))
  })

  describe("of several attempts", () => {
    const refused = new InvalidRequest({ option: "seed", reason: "no seeds" })

    it("is one sum, however they were summed up before", () => {
      const [busy, quota] = [response("Overloaded"), response("Quota")]
      const sum = AllAttemptsFailed.of([AllAttemptsFailed.of([busy, refused]), quota])
      assert.deepStrictEqual(sum.attempts, [busy, refused, quota])
    })

    it("names the first job that was accepted", () => {
      const first = ResponseError.of({ ...where, reason: "Server", message: "" })
      const second = ResponseError.of({ jobId: "job-2", reason: "Server", message: "" })
      const sum = AllAttemptsFailed.of([response("Overloaded"), first, second])
      assert.deepInclude({ ...sum }, where)
      assert.isUndefined(AllAttemptsFailed.of([response("Overloaded")]).provider)
    })

    it("may be sent again when each of them may, but for refusals", () => {
      const busy = response("Overloaded")
      const mayRepeat = (...errors: readonly [ImageError, ...Array<ImageError>]) =>
        isRetryable(AllAttemptsFailed.of(errors))
      assert.isTrue(mayRepeat(busy, response("RateLimited")))
      assert.isTrue(mayRepeat(refused, busy))
      assert.isFalse(mayRepeat(busy, response("Quota")))
      assert.isFalse(mayRepeat(busy, response("Overloaded", "job-1")))
      assert.isFalse(mayRepeat(refused, refused))
    })

    it("is the cause of a restart in JSON too", () => {
      const cause = AllAttemptsFailed.of([response("Overloaded"), refused])
      const event = new Restarted({ from: "a:1", to: "b:1", cause })
      const text = Schema.parseJson(ImageEvent)
      const back = Schema.decodeSync(text)(Schema.encodeSync(text)(event))
      assert.strictEqual(back._tag === "Restarted" && back.cause.message, cause.message)
    })
  })
})
