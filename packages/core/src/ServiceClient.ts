/**
 * The one door to the network. A provider says what to send and with which schema to read the
 * answer; the door knows the rest: the pinned origin, credentials that go there and nowhere else,
 * redirects by hand, bounded bodies, server-sent events, what an answer means that is an error,
 * and the retry of what is safe to repeat.
 *
 * It stands on the `HttpClient` of the application and opens no spans of its own, so that no trace
 * header reaches a third party and no address or header lands in a trace.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { HostResolver } from "./AddressPolicy.js"
import type { GeneratedImage } from "./GeneratedImage.js"
import * as ImageAsset from "./ImageAsset.js"
import type { ImageError, Phase } from "./ImageError.js"
import * as ServerSentEvents from "./ServerSentEvents.js"
import { type Message, WebSocketOpener } from "./WebSockets.js"
import {
  type Answer,
  classifyAnswer,
  type Explanation,
  parseJson
} from "./internal/classifyAnswer.js"
import { Door } from "./internal/Door.js"
import { type EventHandler, followEvents } from "./internal/followEvents.js"
import { loadImage } from "./internal/loadImage.js"
import { openMessages } from "./internal/openMessages.js"
import { readBytes } from "./internal/readBytes.js"
import { makeReadAnswer, readJson } from "./internal/readJson.js"
import type { Repeat } from "./internal/repeat.js"
import { retryAfter } from "./internal/retryAfter.js"

export type { Answer, EventHandler, Explanation, Repeat }
export { clean, messageOf } from "./internal/serviceText.js"
export { nothingWasSent, transportFailure } from "./internal/transportFailure.js"

/**
 * What an answer means that is an error, by its status, its text and its headers, for providers
 * whose requests do not go through this door. `now` is the time in milliseconds.
 */
export const explain = (answer: Omit<Answer, "json">, now: number): Explanation => ({
  ...classifyAnswer({ ...answer, json: parseJson(answer.text) }, undefined),
  retryAfter: retryAfter(answer.headers, now)
})

/** What is sent. It has one body, or none. */
export type ServiceRequest = RequestHead &
  (
    | {
        /** A JSON body. */
        readonly json?: unknown
        readonly form?: undefined
      }
    | {
        readonly json?: undefined
        /** A multipart body. */
        readonly form?: FormData | undefined
      }
  )

/** A request without its body. */
export interface RequestHead {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  /** Appended to the base URL's own path; starts with a slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Which part of a generation this is; errors name it. */
  readonly phase: Phase
  /** Whether it may be sent again by itself. */
  readonly repeat: Repeat
  /**
   * Hears the headers of an answer that is a success, before its body is read: for an id that the
   * service tells nowhere else. Names in lower case.
   */
  readonly onHead?: ((headers: Readonly<Record<string, string>>) => Effect.Effect<void>) | undefined
}

/** Where a web socket is opened. */
export type MessagesRequest = Pick<RequestHead, "path" | "query" | "phase">

/** A web socket that is open. */
export interface Messages {
  /** Waits for a message, and gives all that have come. Fails when the socket is closed or broken. */
  readonly take: Effect.Effect<ReadonlyArray<Message>, ImageError>
  readonly send: (text: string) => Effect.Effect<void, ImageError>
}

export interface ServiceClient {
  readonly baseUrl: URL
  /**
   * Sends a request and reads the JSON answer. One without a body, as a 204, is `undefined` for the
   * schema, so that `Schema.Void` or `Schema.Unknown` takes it.
   */
  readonly json: <A, I>(
    request: ServiceRequest,
    schema: Schema.Schema<A, I>
  ) => Effect.Effect<A, ImageError>
  /**
   * Sends a request whose answer is the picture itself, and reads its bytes: at most those of a
   * picture, and no web page. What else they are is the caller's to see, as JSON in place of a
   * picture. The header `accept` is any type, unless the request names one.
   */
  readonly bytes: (request: ServiceRequest) => Effect.Effect<Uint8Array, ImageError>
  /**
   * Removes every credential that the service may have echoed. For texts that it sends inside a
   * good answer; the door's own errors have been through it. `clean` comes after it, since a
   * credential that was cut short is no longer recognised.
   */
  readonly scrub: (text: string) => string
  /**
   * Sends a request and hands each server-sent event of the answer to `handle` until it gives a
   * result; an answer that ends before is a `TransportError` `EndedEarly`. A service that may ignore
   * that events were asked for answers JSON, which `instead` reads; without it, that is an error.
   */
  readonly followEvents: <A, I = never>(
    request: ServiceRequest,
    handle: EventHandler<A>,
    instead?: Schema.Schema<A, I>
  ) => Effect.Effect<A, ImageError>
  /**
   * Opens a web socket at the base URL's origin, credentials included, once; it is closed with the
   * scope. A `TransportError` where that can't be: on a platform without web sockets, see
   * `WebSocketOpener`, or through a proxy of this provider alone. At most 64 MiB of messages wait to
   * be read.
   */
  readonly openMessages: (
    request: MessagesRequest
  ) => Effect.Effect<Messages, ImageError, Scope.Scope>
  /** Fetches or decodes a picture, see `AddressPolicy` for where its address may lead. */
  readonly load: (image: GeneratedImage) => Effect.Effect<ImageAsset.ImageAsset, ImageError>
}

export interface Options {
  /** Id of the provider; errors name it. */
  readonly provider: string
  /** Requests and credentials go to this origin only. */
  readonly baseUrl: URL
  /** Sent as `Authorization: Bearer`, to the base URL's origin only. */
  readonly token?: Redacted.Redacted | undefined
  /** Sent with every request to the base URL's origin. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Further credentials, such as a cookie and the user agent that belongs to it. */
  readonly secretHeaders?: Readonly<Record<string, Redacted.Redacted | undefined>> | undefined
  /**
   * Whether credentials go along when a picture lies at the base URL's origin. Default true; false
   * where strangers name the pictures, who could point to what only the credentials may see.
   */
  readonly pictureCredentials?: boolean | undefined
  /** Sent when a picture is fetched, wherever it lies. */
  readonly pictureHeaders?: Readonly<Record<string, string>> | undefined
  /** Proxy of this provider alone; needs a `ProxyHttpClient`. */
  readonly proxy?: string | undefined
  /** What an answer of this service means, where its texts say more than its status. */
  readonly explain?: ((answer: Answer) => Explanation | undefined) | undefined
  /** What a person can do when Cloudflare asks for a browser. */
  readonly blockedHint?: string | undefined
  /** Automatic retries of what is safe to repeat. Default 2. */
  readonly retries?: number | undefined
  /** Before the first retry, doubled after each. Default 500 ms. */
  readonly backoff?: Duration.DurationInput | undefined
  /** The most bytes of a JSON answer. Default 64 MiB. */
  readonly maximumJsonBytes?: number | undefined
  /** The most characters of one server-sent event. Default 64 Mi. */
  readonly maximumEventLength?: number | undefined
  /** The most bytes of a picture. Default 64 MiB. */
  readonly maximumPictureBytes?: number | undefined
  /**
   * The longest silence of a body: JSON, a picture, or a stream of events. Default 60 seconds. How
   * long an answer may take to begin is the deadline's business.
   */
  readonly idleTimeout?: Duration.DurationInput | undefined
  /** For the fetching of one picture. Default 2 minutes. */
  readonly downloadTimeout?: Duration.DurationInput | undefined
}

/**
 * Makes an `HttpClient` that goes through a proxy, or says what is wrong with its address. The Node
 * layer of `@easel/node` offers it.
 */
export class ProxyHttpClient extends Context.Tag("@easel/core/ProxyHttpClient")<
  ProxyHttpClient,
  (proxyUrl: string) => Effect.Effect<HttpClient.HttpClient, ConfigError.ConfigError, Scope.Scope>
>() {}

const selectClient = (
  proxy: string | undefined
): Effect.Effect<
  HttpClient.HttpClient,
  ConfigError.ConfigError,
  HttpClient.HttpClient | Scope.Scope
> =>
  Effect.gen(function* () {
    if (proxy === undefined) return yield* HttpClient.HttpClient
    const makeProxied = yield* Effect.serviceOption(ProxyHttpClient)
    if (Option.isSome(makeProxied)) return yield* makeProxied.value(proxy)
    return yield* Effect.fail(
      ConfigError.Unsupported(
        ["proxy"],
        "a proxy was configured, but no ProxyHttpClient is provided; use the layer of @easel/node"
      )
    )
  })

/** Opens the door to one service. */
export const make = (
  options: Options
): Effect.Effect<ServiceClient, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope> =>
  Effect.gen(function* () {
    const client = yield* selectClient(options.proxy)
    const resolver = yield* Effect.serviceOption(HostResolver)
    const opener = yield* Effect.serviceOption(WebSocketOpener)
    const door = new Door(client, options, options.proxy === undefined ? resolver : Option.none())
    const maximumJsonBytes = options.maximumJsonBytes ?? ImageAsset.defaultMaximumBytes
    const maximumEventLength = options.maximumEventLength ?? ServerSentEvents.defaultMaximumLength
    const pictureLimits = {
      maximumBytes: options.maximumPictureBytes ?? ImageAsset.defaultMaximumBytes,
      timeout: Duration.decode(options.downloadTimeout ?? "2 minutes")
    }
    return {
      baseUrl: options.baseUrl,
      json: (request, schema) => readJson(door, request, schema, maximumJsonBytes),
      bytes: (request) => readBytes(door, request, pictureLimits.maximumBytes),
      followEvents: (request, handle, instead) =>
        followEvents(door, request, handle, {
          maximumLength: maximumEventLength,
          instead: instead && makeReadAnswer(instead, maximumJsonBytes)
        }),
      openMessages: (request) => openMessages(door, opener, request),
      scrub: door.scrub,
      load: (image) => loadImage(door, image, pictureLimits)
    }
  })
