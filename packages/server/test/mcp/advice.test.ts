import { assert, describe, it } from "@effect/vitest"
import { AllAttemptsFailed, ResponseError, type ResponseReason } from "@easel/core/ImageError"
import { ShuttingDown } from "@easel/server/GatewayError"
import { advice } from "../../src/mcp/advice.js"

const reasons: ReadonlyArray<ResponseReason> = ["Quota", "RateLimited", "Overloaded", "Server"]

describe("the advice about an error", () => {
  it("after which a job may exist is to ask the user", () => {
    const withJob = reasons.map((reason) =>
      ResponseError.of({ reason, message: "no", jobId: "job-1" })
    )
    const errors = [new ShuttingDown({ cancelled: true }), ...withJob]
    for (const error of [...errors, ...withJob.map((each) => AllAttemptsFailed.of([each]))]) {
      assert.match(advice(error), /ask the user before trying again/, error.message)
    }
  })

  it("before which nothing began is to try again", () => {
    assert.match(advice(new ShuttingDown({})), /^Try again/)
    for (const reason of reasons) {
      assert.match(advice(ResponseError.of({ reason, message: "no" })), /^Try again/)
    }
  })
})
