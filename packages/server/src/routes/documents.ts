import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Api } from "../Api.js"

/** The page has its script within and asks nobody else for anything; the browser sees to it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

/** Its script is large and seldom wanted: it is loaded when the page is first asked for. */
const loadPage = Effect.gen(function* () {
  const { layer } = yield* Effect.promise(() => import("@effect/platform/HttpApiSwagger"))
  const router = yield* HttpApiBuilder.Router.router.pipe(
    Effect.provide(layer({ path: "/docs" }).pipe(Layer.provideMerge(HttpApiBuilder.Router.Live)))
  )
  return yield* HttpRouter.toHttpApp(router)
})

/** `GET /openapi.json` and `GET /docs`. */
export const layer: Layer.Layer<never, never, HttpApi.Api> = HttpApiBuilder.Router.use((router) =>
  Effect.gen(function* () {
    yield* router.get(
      "/openapi.json",
      Effect.sync(() => HttpServerResponse.unsafeJson(OpenApi.fromApi(Api)))
    )
    const api = yield* HttpApi.Api
    const page = yield* Effect.cached(Effect.provideService(loadPage, HttpApi.Api, api))
    yield* router.get(
      "/docs",
      Effect.flatten(page).pipe(
        Effect.map(HttpServerResponse.setHeader("content-security-policy", contentSecurityPolicy))
      )
    )
  })
)
