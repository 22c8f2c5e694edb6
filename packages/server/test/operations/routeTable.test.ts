import { assert, it } from "@effect/vitest"
import { Api } from "@easel/server/Api"
import * as Metrics from "@easel/server/Metrics"

it("names each path by its route, whatever a client tries", () => {
  const routeOf = Metrics.routeTable(Api, ["/", "/docs"])
  const routes = [
    "/v1/models",
    "/v1/models/sd35",
    "/v1/models/house/atelier-pro",
    "/api/generations/gen_1",
    "/api/generations/gen_1/events",
    "/docs",
    "/",
    "/docs/x",
    "/v1/models/",
    "/nowhere"
  ].map(routeOf)
  assert.deepStrictEqual(routes, [
    "/v1/models",
    "/v1/models/*",
    "/v1/models/*",
    "/api/generations/:id",
    "/api/generations/:id/events",
    "/docs",
    "/",
    "none",
    "none",
    "none"
  ])
})
