/**
 * The contract of a stand-in server: what a provider's wire does, as a function from requests to
 * replies. It needs no sockets and no platform; `@easel/testkit` serves it on a real one and adds
 * the faults of a network.
 */
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { MediaType } from "./MediaType.js"

/** A request as it came over the socket. */
export interface FakeRequest {
  readonly method: string
  /** Absolute, with the host that the client used. */
  readonly url: URL
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text. */
  readonly text: string
}

/** Fails a reply's body so that the socket is destroyed in the middle of it. */
export class Cut extends Data.TaggedError("Cut") {}

/**
 * What goes back. A stream is written piece by piece, each piece in a write of its own.
 *
 * A request to open a web socket has the header `upgrade: websocket`. The status 101 opens it, and
 * then each piece of the body is a message, a text or bytes; its end closes the web socket.
 */
export interface FakeReply {
  readonly status: number
  /** A list is sent as a header for each value; `undefined` is not sent, even if it is usual. */
  readonly headers?:
    Readonly<Record<string, string | ReadonlyArray<string> | undefined>> | undefined
  readonly body: string | Uint8Array | Stream.Stream<string | Uint8Array, Cut>
  /** Hears each message that the client sends through the web socket. */
  readonly hear?: ((message: string | Uint8Array) => Effect.Effect<void>) | undefined
}

/** A running stand-in. The scope of `handle` closes when the client's socket is done or gone. */
export interface FakeService {
  readonly handle: (request: FakeRequest) => Effect.Effect<FakeReply, never, Scope.Scope>
}

/** What a picture of a stand-in must look like. */
export interface PictureSpecification {
  readonly prompt: string
  readonly seed: number
  readonly width: number
  readonly height: number
  /** 0 is the coarsest preview, 1 the finished picture. */
  readonly detail: number
}

/** A picture that a stand-in serves. */
export interface Picture {
  readonly bytes: Uint8Array
  readonly mediaType: MediaType
}

/** What every stand-in takes. */
export interface FakeOptions {
  /** Draws what the stand-in serves. */
  readonly draw: (specification: PictureSpecification) => Effect.Effect<Picture>
  /** How long a generation takes. */
  readonly latency: Duration.Duration
  /** Name of a fault of this wire, one of the fake's `faults`; undefined when all goes well. */
  readonly fault?: string | undefined
}

/** The stand-in that a plugin ships. */
export interface PluginFake {
  /** Faults of this wire by name, with what each does. */
  readonly faults: Readonly<Record<string, string>>
  readonly make: (options: FakeOptions) => Effect.Effect<FakeService, never, Scope.Scope>
  /** The environment variables that point Easel at the stand-in. */
  readonly environment: (baseUrl: string) => Readonly<Record<string, string>>
}
