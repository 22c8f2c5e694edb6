/** What the HTTP of Node gives. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as ConfigError from "effect/ConfigError"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { ProxyHttpClient } from "@easel/core/ServiceClient"
import type { WebSocketOpener } from "@easel/core/WebSockets"
import { NodeHttp } from "@easel/node"

type Provided = HttpClient.HttpClient | ProxyHttpClient | WebSocketOpener

expectTypeOf(NodeHttp.layer).toEqualTypeOf<Layer.Layer<Provided, ConfigError.ConfigError>>()

const settings = { httpProxy: undefined, httpsProxy: "http://127.0.0.1:3128", noProxy: "" }
expectTypeOf(NodeHttp.make(settings)).toEqualTypeOf<
  Effect.Effect<Context.Context<Provided>, never, Scope.Scope>
>()
// @ts-expect-error -- no such setting
NodeHttp.make({ ...settings, proxy: "http://127.0.0.1:3128" })
