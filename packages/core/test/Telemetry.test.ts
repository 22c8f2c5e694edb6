import { assert, describe, it } from "@effect/vitest"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import { ResponseError } from "@easel/core/ImageError"
import type { Input } from "@easel/core/ImageRequest"
import * as Telemetry from "@easel/core/Telemetry"
import {
  type Generate,
  accepted,
  completed,
  makeInfo,
  makeModel,
  preview
} from "./support/TestModel.js"

class RecordedSpan implements Tracer.Span {
  readonly _tag = "Span"
  readonly spanId = "span"
  readonly traceId = "trace"
  readonly sampled = true
  readonly attributes = new Map<string, unknown>()
  readonly links: Array<Tracer.SpanLink> = []
  status: Tracer.SpanStatus

  constructor(
    readonly name: string,
    readonly parent: Option.Option<Tracer.AnySpan>,
    readonly context: Context.Context<never>,
    startTime: bigint,
    readonly kind: Tracer.SpanKind
  ) {
    this.status = { _tag: "Started", startTime }
  }

  end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    this.status = { _tag: "Ended", startTime: this.status.startTime, endTime, exit }
  }
  attribute(key: string, value: unknown): void {
    this.attributes.set(key, value)
  }
  event(): void {}
  addLinks(links: ReadonlyArray<Tracer.SpanLink>): void {
    this.links.push(...links)
  }
}

const recording = () => {
  const spans: Array<RecordedSpan> = []
  const tracer = Tracer.make({
    span: (name, parent, context, _links, startTime, kind) => {
      const span = new RecordedSpan(name, parent, context, startTime, kind)
      spans.push(span)
      return span
    },
    context: (run) => run()
  })
  return { spans, layer: Layer.setTracer(tracer) }
}

const spanOf = (generate: Generate, input: Input) =>
  Effect.gen(function* () {
    const { layer, spans } = recording()
    yield* Stream.runDrain(makeModel(generate).stream(input)).pipe(
      Effect.ignore,
      Effect.withSpan("caller"),
      Effect.provide(layer)
    )
    const found = spans.filter((span) => span.name !== "caller")
    assert.strictEqual(found.length, 1)
    const [span] = found
    if (span === undefined) throw new Error("no span")
    return span
  })

const busy = ResponseError.of({ reason: "Overloaded", message: "busy" })

describe("Telemetry", () => {
  it.effect("one client span for each generation, in the caller's trace", () =>
    Effect.gen(function* () {
      const prompt = "a secret prompt"
      const input = { prompt, seed: 7, count: 2, width: 512, height: 256 }
      const span = yield* spanOf(() => Stream.make(accepted, completed()), input)
      assert.strictEqual(span.name, "generate_content test-model-1.0")
      assert.strictEqual(span.kind, "client")
      const parent = Option.getOrUndefined(span.parent)
      assert.strictEqual(parent?._tag === "Span" && parent.name, "caller")
      assert.deepInclude(Object.fromEntries(span.attributes), {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.output.type": "image",
        "gen_ai.provider.name": "test",
        "gen_ai.request.model": "test-model-1.0",
        "gen_ai.request.choice.count": 2,
        "gen_ai.request.seed": 7,
        "gen_ai.request.image.width": 512,
        "gen_ai.request.image.height": 256,
        "gen_ai.response.id": "job-1"
      })
      assert.isFalse(span.attributes.has("error.type"))
      assert.isTrue(span.status._tag === "Ended" && Exit.isSuccess(span.status.exit))
      assert.notInclude(JSON.stringify([...span.attributes]), prompt)
    })
  )

  it.effect("an error's tag, and the end of the span", () =>
    Effect.gen(function* () {
      const span = yield* spanOf(() => Stream.fail(busy), { prompt: "cat" })
      assert.strictEqual(span.attributes.get("error.type"), "ResponseError")
      assert.isTrue(span.status._tag === "Ended" && Exit.isFailure(span.status.exit))
    })
  )

  const metrics = (model: string, errorType: string) => {
    const tags: ReadonlyArray<readonly [string, string]> = [
      ["gen_ai.provider.name", "test"],
      ["gen_ai.request.model", model],
      ["error.type", errorType]
    ]
    const tagged = <Type, In, Out>(metric: Metric.Metric<Type, In, Out>) =>
      tags.reduce((tagged, [name, value]) => Metric.tagged(tagged, name, value), metric)
    return Effect.all({
      generations: Metric.value(tagged(Telemetry.generations)),
      duration: Metric.value(tagged(Telemetry.duration)),
      firstPreview: Metric.value(tagged(Telemetry.timeToFirstPreview))
    })
  }

  it.effect("counts and measures by provider, model and outcome", () =>
    Effect.gen(function* () {
      const name = "measured-model"
      const run = (generate: Generate) =>
        Effect.exit(
          Stream.runDrain(
            makeModel(generate, { info: makeInfo({}, name) }).stream({ prompt: "cat" })
          )
        )
      const paced: Generate = () =>
        Stream.mapEffect(Stream.make(preview(0), preview(1), completed()), (event) =>
          Effect.as(TestClock.adjust("2 seconds"), event)
        )
      yield* run(paced)
      yield* run(paced)
      yield* run(() => Stream.fail(busy))
      yield* run(() => Stream.die("bug"))
      yield* run(() => {
        throw new Error("bug")
      })
      const done = yield* metrics(name, "none")
      assert.strictEqual(done.generations.count, 2)
      assert.strictEqual(done.duration.count, 2)
      assert.strictEqual(done.duration.sum, 12)
      assert.strictEqual(done.firstPreview.sum, 4)
      const failed = yield* metrics(name, "ResponseError")
      assert.strictEqual(failed.generations.count, 1)
      assert.strictEqual(failed.firstPreview.count, 0)
      assert.strictEqual((yield* metrics(name, "ProviderDefect")).generations.count, 2)
    })
  )

  it.effect("counts what was interrupted", () =>
    Effect.gen(function* () {
      const info = makeInfo({}, "interrupted-model")
      const model = makeModel(() => Stream.concat(Stream.make(preview(0)), Stream.never), { info })
      yield* model.stream({ prompt: "cat" }).pipe(Stream.take(1), Stream.runDrain)
      const { generations } = yield* metrics("interrupted-model", "interrupted")
      assert.strictEqual(generations.count, 1)
    })
  )
})
