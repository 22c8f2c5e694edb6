import { RequestInit as FetchOptions } from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { HostResolver } from "../AddressPolicy.js"
import { type ImageError, type Phase, ResponseError, ResponseParseError } from "../ImageError.js"
import type { Options, ServiceRequest } from "../ServiceClient.js"
import { boundedBody } from "./boundedBody.js"
import { type Answer, classifyAnswer, parseJson } from "./classifyAnswer.js"
import { credentialHeaders, scrubber } from "./Secrets.js"
import { repeatCall, type Repeat, type RepeatLimits } from "./repeat.js"
import { retryAfter } from "./retryAfter.js"
import { clean } from "./serviceText.js"
import { transportFailure } from "./transportFailure.js"

/** An answer that is an error is read this far. */
const maximumErrorBytes = 256 * 1024

const maximumRedirects = 5

const isRedirect = (status: number): boolean => status >= 301 && status <= 308 && status !== 304

const decoder = new TextDecoder()

/** Sends requests to one service and says what a refusal means. */
export class Door {
  readonly scrub: (text: string) => string
  private readonly client: HttpClient.HttpClient.With<HttpClientError, Scope.Scope>
  private readonly credentials: Readonly<Record<string, string>>
  private readonly limits: RepeatLimits

  constructor(
    client: HttpClient.HttpClient,
    readonly options: Options,
    readonly resolver: Option.Option<typeof HostResolver.Service>
  ) {
    this.client = HttpClient.withScope(client)
    this.credentials = credentialHeaders(options)
    this.scrub = scrubber(this.credentials)
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

  repeat<A>(call: Effect.Effect<A, ImageError>, repeat: Repeat): Effect.Effect<A, ImageError> {
    return repeatCall(call, repeat, this.limits)
  }

  /** Sends to the service; the answer is a success. Closing the scope closes the socket. */
  send(
    request: ServiceRequest,
    accept: string
  ): Effect.Effect<HttpClientResponse, ImageError, Scope.Scope> {
    const { baseUrl } = this.options
    const url = new URL(baseUrl.origin + baseUrl.pathname.replace(/\/+$/, "") + request.path)
    for (const [name, value] of Object.entries(request.query ?? {})) {
      url.searchParams.set(name, value)
    }
    return this.follow(request, accept, url, maximumRedirects)
  }

  private follow(
    request: ServiceRequest,
    accept: string,
    url: URL,
    redirects: number
  ): Effect.Effect<HttpClientResponse, ImageError, Scope.Scope> {
    return Effect.flatMap(
      this.execute(this.build(request, accept, url), request.phase),
      (response) => {
        if (response.status < 300) return Effect.succeed(response)
        if (!isRedirect(response.status)) {
          return Effect.flatMap(this.refusal(response, request.phase), Effect.fail)
        }
        const target = this.redirectTarget(response, url)
        const keepsMethod = request.method === "GET" || response.status >= 307
        return target !== undefined && this.isHome(target) && keepsMethod && redirects > 0
          ? this.follow(request, accept, target, redirects - 1)
          : Effect.fail(this.redirected(response.status, target))
      }
    )
  }

  redirectTarget(response: HttpClientResponse, from: URL): URL | undefined {
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

  /** Credentials only when the picture lies at the service itself. */
  pictureHeaders(url: URL): Readonly<Record<string, string>> {
    return {
      accept: "image/*",
      "accept-encoding": "identity",
      ...this.options.pictureHeaders,
      ...(this.isHome(url) ? { ...this.options.headers, ...this.credentials } : {})
    }
  }

  private build(
    { form, headers, json, method }: ServiceRequest,
    accept: string,
    url: URL
  ): HttpClientRequest.HttpClientRequest {
    const request = HttpClientRequest.make(method)(url, {
      headers: {
        "accept-encoding": "identity",
        accept,
        ...this.options.headers,
        ...this.credentials,
        ...headers
      }
    })
    if (form !== undefined) return HttpClientRequest.bodyFormData(request, form)
    return json === undefined ? request : HttpClientRequest.bodyUnsafeJson(request, json)
  }

  /** One request, redirects not followed, no span, no trace headers. */
  execute(
    request: HttpClientRequest.HttpClientRequest,
    phase: Phase
  ): Effect.Effect<HttpClientResponse, ImageError, Scope.Scope> {
    return this.client.execute(request).pipe(
      Effect.provideService(FetchOptions, { redirect: "manual" }),
      Effect.locally(HttpClient.currentTracerDisabledWhen, () => true),
      Effect.mapError((error) => this.broken(error, phase))
    )
  }

  broken(error: HttpClientError, phase: Phase): ImageError {
    return transportFailure(error, phase, this.options.baseUrl.host)
  }

  /** Reads an answer that is no success and says what it means. */
  refusal(response: HttpClientResponse, phase: Phase): Effect.Effect<ImageError> {
    return boundedBody(response, maximumErrorBytes).pipe(
      Effect.map((bytes) => decoder.decode(bytes)),
      // The status alone says enough when the body is too long or breaks off.
      Effect.orElseSucceed(() => ""),
      Effect.flatMap((text) => this.explain(response, text, phase))
    )
  }

  /** What an answer means that is not what was asked for. */
  explain(
    { headers, status }: HttpClientResponse,
    text: string,
    phase: Phase
  ): Effect.Effect<ImageError> {
    return Effect.clockWith((clock) => {
      const answer: Answer = { status, headers, text, json: parseJson(text) }
      const explanation =
        this.options.explain?.(answer) ?? classifyAnswer(answer, this.options.blockedHint)
      const error = ResponseError.of({
        provider: this.options.provider,
        reason: explanation.reason,
        status,
        message: this.scrub(explanation.message),
        retryAfter: explanation.retryAfter ?? retryAfter(headers, clock.unsafeCurrentTimeMillis())
      })
      return Effect.succeed(error).pipe(
        Effect.tap(() => Effect.logDebug(`${phase}: ${status} ${error.reason}`))
      )
    })
  }

  /** An answer that can't be understood. */
  unreadable(expected: string, text: string): ResponseParseError {
    return new ResponseParseError({
      provider: this.options.provider,
      expected,
      excerpt: this.scrub(clean(text))
    })
  }
}
