import { mkdtemp, readdir, rm, truncate } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as CacheStore from "@easel/core/CacheStore"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"
import * as Fault from "@easel/testkit/Fault"
import * as PictureService from "./support/PictureService.js"
import { eventually, onEachClient } from "./support/TestService.js"

const cat = { prompt: "cat", seed: 7 }

const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "easel-cache-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
)

const open = (folder: string) =>
  Effect.provide(CacheStore.fileSystem(folder), Layer.merge(NodeFileSystem.layer, NodePath.layer))

const listen = (model: Service) =>
  Effect.gen(function* () {
    const previews: Array<ImageEvent> = []
    const { images, receipt } = yield* model.generate(cat, (event) =>
      Effect.sync(() => {
        if (event._tag === "ImagePreview") previews.push(event)
      })
    )
    return { assets: yield* Effect.forEach(images, model.load), previews, receipt }
  })

onEachClient("a cache in a folder", (it) => {
  it.scoped("serves the picture and its previews when the service is gone", () =>
    Effect.gen(function* () {
      const folder = join(yield* temporaryFolder, "a", "b")
      const server = yield* PictureService.start()
      const model = yield* PictureService.open(server)
      const first = yield* listen(Policy.cache({ store: yield* open(folder) })(model))
      assert.deepStrictEqual(PictureService.counts(server), { submissions: 1, downloads: 3 })
      server.addFault(Fault.status({}, 500))
      const again = Policy.cache({ store: yield* open(folder) })(yield* PictureService.open(server))
      const second = yield* listen(again)
      assert.strictEqual(server.requests.length, 4)
      assert.deepStrictEqual(second.assets, first.assets)
      assert.strictEqual(JSON.stringify(second.receipt), JSON.stringify(first.receipt))
      assert.strictEqual(second.previews.length, 2)
      for (const event of second.previews) {
        assert(event._tag === "ImagePreview" && event.image.source._tag === "Bytes")
        assert.strictEqual(event.image.mediaType, "image/png")
      }
    })
  )

  it.scoped("fetches nothing twice that the listener has looked at", () =>
    Effect.gen(function* () {
      const server = yield* PictureService.start()
      const store = yield* open(yield* temporaryFolder)
      const model = Policy.cache({ store })(yield* PictureService.open(server))
      yield* model.generate(cat, (event) =>
        event._tag === "ImagePreview"
          ? Effect.asVoid(Effect.orDie(model.load(event.image)))
          : Effect.void
      )
      assert.strictEqual(PictureService.counts(server).downloads, 3)
    })
  )

  it.scoped("leaves out a preview that can't be had, and counts the others", () =>
    Effect.gen(function* () {
      const server = yield* PictureService.start({
        faults: [Fault.status({ path: /-0$/ }, 404)]
      })
      const store = yield* open(yield* temporaryFolder)
      const model = Policy.cache({ store })(yield* PictureService.open(server))
      yield* listen(model)
      const { previews } = yield* listen(model)
      assert.deepStrictEqual(
        previews.map((event) => (event._tag === "ImagePreview" ? event.index : -1)),
        [0]
      )
      assert.strictEqual(PictureService.counts(server).submissions, 1)
    })
  )

  it.scoped("makes the picture again when its file is cut short", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const server = yield* PictureService.start()
      const model = yield* PictureService.open(server)
      const cached = Policy.cache({ store: yield* open(folder) })(model)
      yield* listen(cached)
      const [file = ""] = yield* Effect.promise(() => readdir(folder))
      yield* Effect.promise(() => truncate(join(folder, file), 1000))
      yield* listen(cached)
      assert.strictEqual(PictureService.counts(server).submissions, 2)
      yield* listen(cached)
      assert.strictEqual(PictureService.counts(server).submissions, 2)
    })
  )

  it.scoped("an interruption while pictures are fetched keeps nothing", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const server = yield* PictureService.start({ faults: [Fault.stall({ path: /final$/ }, 10)] })
      const model = yield* PictureService.open(server)
      const cached = Policy.cache({ store: yield* open(folder) })(model)
      const fiber = yield* Effect.fork(listen(cached))
      yield* eventually(() => PictureService.counts(server).downloads === 1)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(folder)), [])
      yield* eventually(() => server.requests.at(-1)?.abandoned ?? false)
    })
  )
})
