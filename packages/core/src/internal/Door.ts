import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import type * as Option from "effect/Option"
import type { HostResolver } from "../AddressPolicy.js"
import type { Silence } from "../BodyReader.js"
import {
  GenerationTimeout,
  type ImageError,
  type Phase,
  ResponseError,
  ResponseParseError,
  TransportError
} from "../ImageError.js"
import type { MessagesRequest, Options, ServiceRequest } from "../ServiceClient.js"
import { boundedBody } from "./boundedBody.js"
import { type Answer, classifyAnswer, parseJson } from "./classifyAnswer.js"
import { credentialHeaders, scrubber } from "./Secrets.js"
import { makeOpenRequest, type OpenAnswer, type OpenRequest, type Restore } from "./openAnswer.js"
import { mayHideJob, repeatCall, type Repeat, type RepeatLimits } from "./repeat.js"
import { retryAfter } from "./retryAfter.js"
import { clean } from "./serviceText.js"
import { transportFailure } from "./transportFailure.js"

/** An answer that is an error is read this far. */
const maximumErrorBytes = 256 * 1024

const maximumRedirects = 5

const isRedirect = (status: number): boolean => status >= 301 && status <= 308 && status !== 304

const decoder = new TextDecoder()

/** A form as bytes, since a client may know no other `FormData` than its own. */
const encodeForm = (form: FormData): Effect.Effect<HttpBody.HttpBody> =>
  Effect.promise(async () => {
    const multipart = new Response(form)
    const type = multipart.headers.get("content-type") ?? "multipart/form-data"
    return HttpBody.uint8Array(new Uint8Array(await multipart.arrayBuffer()), type)
  })

/** What an error must know of the request that it answers. */
export type Call = Pick<ServiceRequest, "phase" | "repeat">

/** Sends requests to one service and says what a refusal means. */
export class Door {
  readonly scrub: (text: string) => string
  private readonly openRequest: OpenRequest
  private readonly credentials: Readonly<Record<string, string>>
  private readonly commonHeaders: Readonly<Record<string, string>>
  private readonly limits: RepeatLimits
  /** The base URL without a slash at its end. */
  private readonly base: string
  /** How long a body may be silent. */
  readonly idleTimeout: Duration.Duration

  constructor(
    client: HttpClient.HttpClient,
    readonly options: Options,
    readonly resolver: Option.Option<typeof HostResolver.Service>
  ) {
    this.openRequest = makeOpenRequest(client)
    this.credentials = credentialHeaders(options)
    this.scrub = scrubber(this.credentials)
    this.commonHeaders = {
      "accept-encoding": "identity",
      ...options.headers,
      ...this.credentials
    }
    this.base = options.baseUrl.origin + options.baseUrl.pathname.replace(/\/+$/, "")
    this.idleTimeout = Duration.decode(options.idleTimeout ?? "60 seconds")
    this.limits = {
      retries: options.retries ?? 2,
      backoff: Duration.decode(options.backoff ?? "500 millis"),
      maximumWait: Duration.seconds(30)
    }
  }

  /** True when credentials may go there. */
  isHome(url: URL): boolean {
    return url.origin === this.options.baseUrl.origin
  }

  /** Repeats a call as its kind allows; `restore` makes the pauses interruptible. */
  repeat<A>(
    call: Effect.Effect<A, ImageError>,
    repeat: Repeat,
    restore: Restore = identity
  ): Effect.Effect<A, ImageError> {
    return repeatCall(call, repeat, this.limits, restore)
  }

  private address({ path, query }: Pick<ServiceRequest, "path" | "query">): string {
    return this.base + path + (query === undefined ? "" : `?${String(new URLSearchParams(query))}`)
  }

  /** Where a web socket is opened, and what goes with its first request. */
  socketTarget(request: MessagesRequest): {
    readonly url: URL
    readonly headers: Readonly<Record<string, string>>
  } {
    const url = new URL(this.address(request).replace(/^http/, "ws"))
    return { url, headers: { ...this.options.headers, ...this.credentials } }
  }

  /** Sends to the service, once; the answer is a success. */
  open(
    request: ServiceRequest,
    accept: string,
    restore: Restore
  ): Effect.Effect<OpenAnswer, ImageError> {
    const url = this.address(request)
    return request.form === undefined
      ? this.follow(request, this.build(request, accept), url, restore, maximumRedirects)
      : Effect.flatMap(encodeForm(request.form), (body) =>
          this.follow(
            request,
            HttpClientRequest.setBody(this.build(request, accept), body),
            url,
            restore,
            maximumRedirects
          )
        )
  }

  private follow(
    request: ServiceRequest,
    built: HttpClientRequest.HttpClientRequest,
    url: string,
    restore: Restore,
    redirects: number
  ): Effect.Effect<OpenAnswer, ImageError> {
    const { method, phase } = request
    return Effect.flatMap(
      this.execute(HttpClientRequest.setUrl(built, url), phase, restore),
      (answer) => {
        const { status } = answer.response
        if (status < 300) return Effect.succeed(answer)
        if (!isRedirect(status)) {
          return Effect.onExit(
            restore(Effect.flatMap(this.refusal(answer, request), Effect.fail)),
            () => answer.close
          )
        }
        const target = this.redirectTarget(answer.response, url)
        const keepsMethod = method === "GET" || status >= 307
        const next =
          target !== undefined && this.isHome(target) && keepsMethod && redirects > 0
            ? this.follow(request, built, target.href, restore, redirects - 1)
            : Effect.fail(this.redirected(status, target))
        return Effect.zipRight(answer.close, next)
      }
    )
  }

  redirectTarget(response: HttpClientResponse, from: string): URL | undefined {
    const location = response.headers["location"]
    return location !== undefined && URL.canParse(location, from)
      ? new URL(location, from)
      : undefined
  }

  private redirected(status: number, target: URL | undefined): ResponseError {
    const where = target === undefined ? "nowhere" : `to ${target.origin}`
    return ResponseError.of({
      provider: this.options.provider,
      reason: "Rejected",
      status,
      message: `the service redirects ${where}, which is not followed; if it has moved, change the base URL`
    })
  }

  /** Credentials only when the picture lies at the service itself, and may need them. */
  pictureHeaders(url: URL): Readonly<Record<string, string>> {
    const { pictureCredentials = true } = this.options
    const own = { ...this.options.headers, ...(pictureCredentials ? this.credentials : {}) }
    return {
      accept: "image/*",
      "accept-encoding": "identity",
      ...this.options.pictureHeaders,
      ...(this.isHome(url) ? own : {})
    }
  }

  private build(
    { headers, json, method }: ServiceRequest,
    accept: string
  ): HttpClientRequest.HttpClientRequest {
    const request = HttpClientRequest.make(method)("", {
      headers: { ...this.commonHeaders, accept, ...headers }
    })
    return json === undefined ? request : HttpClientRequest.bodyUnsafeJson(request, json)
  }

  /** One request, redirects not followed. */
  execute(
    request: HttpClientRequest.HttpClientRequest,
    phase: Phase,
    restore: Restore
  ): Effect.Effect<OpenAnswer, ImageError> {
    return Effect.mapError(this.openRequest(request, restore), (error) => this.broken(error, phase))
  }

  /** A connection that failed, or was silent for too long. */
  broken(error: HttpClientError | Silence, phase: Phase): ImageError {
    const { provider } = this.options
    if (error._tag === "Silence") {
      const { duration } = error
      return new GenerationTimeout({ provider, deadline: "Idle", duration, phase })
    }
    const failure = transportFailure(error, phase)
    // A header that can't be sent is quoted by `fetch`.
    const description = this.scrub(failure.description)
    return new TransportError({ ...failure, provider, description })
  }

  /** Reads an answer that is no success and says what it means. */
  refusal(answer: OpenAnswer, call: Call): Effect.Effect<ImageError> {
    return boundedBody(answer, maximumErrorBytes, this.idleTimeout).pipe(
      Effect.map((bytes) => decoder.decode(bytes)),
      // The status alone says enough when the body is too long or breaks off.
      Effect.orElseSucceed(() => ""),
      Effect.flatMap((text) => this.explain(answer.response, text, call))
    )
  }

  /** What an answer means that is not what was asked for. */
  explain(
    { headers, status }: HttpClientResponse,
    text: string,
    { phase, repeat }: Call
  ): Effect.Effect<ImageError> {
    return Effect.clockWith((clock) => {
      const safe = this.scrub(text)
      const answer: Answer = { status, headers, text: safe, json: parseJson(safe) }
      const explanation =
        this.options.explain?.(answer) ?? classifyAnswer(answer, this.options.blockedHint)
      const error = ResponseError.of({
        provider: this.options.provider,
        reason: explanation.reason,
        status,
        message: this.scrub(explanation.message),
        code: explanation.code,
        jobId: explanation.jobId && this.scrub(explanation.jobId),
        retryAfter: explanation.retryAfter ?? retryAfter(headers, clock.unsafeCurrentTimeMillis()),
        retryable:
          headers["x-should-retry"] === "false" || mayHideJob(repeat, status, explanation.reason)
            ? false
            : undefined
      })
      return Effect.succeed(error).pipe(
        Effect.tap(() => Effect.logDebug(`${phase}: ${status} ${error.reason}`))
      )
    })
  }

  /** An answer that can't be understood. */
  unreadable(expected: string, text: string, phase: Phase): ResponseParseError {
    return new ResponseParseError({
      provider: this.options.provider,
      phase,
      expected: clean(this.scrub(expected)),
      excerpt: clean(this.scrub(text))
    })
  }
}
