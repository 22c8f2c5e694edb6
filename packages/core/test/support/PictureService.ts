/** A service of one JSON call whose pictures lie at addresses, and its provider, over a socket. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageModel from "@easel/core/ImageModel"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"
import type * as FakeServer from "@easel/testkit/FakeServer"
import * as TestPicture from "@easel/testkit/TestPicture"
import { makeInfo, Options } from "./TestModel.js"
import { json, reply, serve } from "./TestService.js"

const Asked = Schema.parseJson(Schema.Struct({ prompt: Schema.String, seed: Schema.Int }))

const Made = Schema.Struct({ previews: Schema.Array(Schema.String), url: Schema.String })

/** Serves it; every picture has two previews. */
export const start = (options?: FakeServer.Options) =>
  serve(({ method, text, url }) => {
    if (method === "POST") {
      const { seed } = Schema.decodeSync(Asked)(text)
      const address = (name: string) => new URL(`/files/${seed}-${name}`, url).href
      return json({ previews: [address("0"), address("1")], url: address("final") })
    }
    const [seed = "", name] = url.pathname.slice("/files/".length).split("-")
    const detail = name === "final" ? 1 : Number(name) / 2
    return Effect.map(
      TestPicture.draw({ prompt: "", seed: Number(seed), width: 64, height: 64, detail }),
      ({ bytes, mediaType }) => reply(bytes, mediaType)
    )
  }, options)

/** How often each kind of request arrived. */
export const counts = ({ requests }: FakeServer.RunningFake) => ({
  submissions: requests.filter(({ method }) => method === "POST").length,
  downloads: requests.filter(({ method }) => method === "GET").length
})

/** The model of a service that listens. */
export const open = ({ baseUrl }: FakeServer.RunningFake, version = "1.0.0") =>
  Effect.map(
    ServiceClient.make({ provider: "test", baseUrl: new URL(baseUrl), backoff: "5 millis" }),
    (client) =>
      ImageModel.make({
        info: makeInfo(),
        version,
        options: Options,
        load: client.load,
        generate: ({ prompt, seed }, emit) =>
          client
            .json(
              {
                method: "POST",
                path: "/pictures",
                json: { prompt, seed: seed ?? 77 },
                phase: "Submit",
                repeat: "WhenRefused"
              },
              Made
            )
            .pipe(
              Effect.tap(({ previews }) =>
                Effect.forEach(previews, (url) =>
                  emit(ProviderEvent.preview(GeneratedImage.fromUrl(url)))
                )
              ),
              Effect.map(({ url }) =>
                ProviderEvent.completed({
                  images: [GeneratedImage.fromUrl(url)],
                  seed: seed ?? 77
                })
              )
            )
      })
  )
