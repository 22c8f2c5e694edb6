import { inspect } from "node:util"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import type * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/** A longer text is a picture. */
const longestText = 20_000

/** Everything that a developer can see of a value: errors with message, stack, fields and cause. */
export const show = (value: unknown): string =>
  inspect(value, { depth: 12, maxStringLength: longestText, maxArrayLength: 300 })

/** The same as JSON, which programs write. */
export const showJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "string" ? inner.slice(0, longestText) : inner
  ) ?? ""

class RecordedSpan implements Tracer.Span {
  readonly _tag = "Span"
  readonly spanId: string
  readonly traceId = "conformance"
  readonly sampled = true
  readonly attributes = new Map<string, unknown>()
  readonly links: Array<Tracer.SpanLink> = []
  readonly events: Array<unknown> = []
  status: Tracer.SpanStatus

  constructor(
    readonly name: string,
    readonly parent: Option.Option<Tracer.AnySpan>,
    readonly context: Context.Context<never>,
    readonly kind: Tracer.SpanKind,
    startTime: bigint,
    index: number
  ) {
    this.spanId = `span-${index}`
    this.status = { _tag: "Started", startTime }
  }

  end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    this.status = { _tag: "Ended", startTime: this.status.startTime, endTime, exit }
  }

  attribute(key: string, value: unknown): void {
    this.attributes.set(key, value)
  }

  event(name: string, startTime: bigint, attributes?: Record<string, unknown>): void {
    this.events.push({ name, startTime, attributes })
  }

  addLinks(links: ReadonlyArray<Tracer.SpanLink>): void {
    this.links.push(...links)
  }
}

/** Keeps what a plugin logs and traces, of every level. */
export class Recorder {
  readonly logs: Array<string> = []
  readonly spans: Array<RecordedSpan> = []

  private readonly logger = Logger.make((options) => {
    this.logs.push(Logger.logfmtLogger.log(options))
  })

  private readonly tracer = Tracer.make({
    context: (run) => run(),
    span: (name, parent, context, _links, startTime, kind) => {
      const span = new RecordedSpan(name, parent, context, kind, startTime, this.spans.length)
      this.spans.push(span)
      return span
    }
  })

  /** Runs an effect so that its logs and spans come here and nowhere else. */
  readonly around = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    effect.pipe(
      Effect.withTracer(this.tracer),
      Effect.locally(FiberRef.currentLoggers, HashSet.make(this.logger)),
      Effect.locally(FiberRef.currentMinimumLogLevel, LogLevel.All)
    )

  /** Everything that was recorded, by where it was seen. */
  texts(): ReadonlyArray<readonly [place: string, text: string]> {
    return [
      ...this.logs.map((line) => ["a log line", line] as const),
      ...this.spans.flatMap(({ attributes, events, name, status }) => [
        [`the span "${name}"`, show([name, attributes, events])] as const,
        [`the end of the span "${name}"`, show(status)] as const
      ])
    ]
  }
}
