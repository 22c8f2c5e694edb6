import { createHash } from "node:crypto"
import * as FileSystem from "@effect/platform/FileSystem"
import { SystemError } from "@effect/platform/Error"
import * as Path from "@effect/platform/Path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import * as PictureStore from "@easel/server/PictureStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { named, png, svg } from "./support/pictures.js"

const temporaryFolder = Effect.flatMap(FileSystem.FileSystem, (fileSystem) =>
  fileSystem.makeTempDirectoryScoped({ prefix: "easel-pictures-" })
)

const openMemory = (limits: PictureStore.Limits) =>
  Effect.map(Layer.build(PictureStore.layerMemory(limits)), Context.get(PictureStore.PictureStore))

const openFolder = (options: PictureStore.FolderOptions) =>
  Effect.map(
    Layer.build(PictureStore.layerFileSystem(options)),
    Context.get(PictureStore.PictureStore)
  )

const stores = [
  ["memory", openMemory],
  [
    "a folder",
    (limits: PictureStore.Limits) =>
      Effect.flatMap(temporaryFolder, (folder) => openFolder({ ...limits, folder }))
  ]
] as const

/** What of these is still there, in a word each. */
const kept = (store: PictureStore.Service, names: ReadonlyArray<PictureStore.PictureName>) =>
  Effect.forEach(names, (name) =>
    Effect.map(Effect.either(store.get(name)), (got) =>
      Either.isRight(got) ? "there" : got.left._tag
    )
  )

for (const [where, open] of stores) {
  describe(`pictures in ${where}`, () => {
    it.scoped("come back as they were, under the hash of their bytes", () =>
      Effect.gen(function* () {
        const store = yield* open({})
        const picture = yield* png(1)
        const name = yield* store.put(picture)
        const hash = createHash("sha256").update(picture.bytes).digest("hex")
        assert.strictEqual(name, `${hash}.png`)
        const back = yield* store.get(name)
        assert.strictEqual(back.mediaType, "image/png")
        assert.deepStrictEqual([...back.bytes], [...picture.bytes])
      }).pipe(Effect.provide(NodeContext.layer))
    )

    it.scoped("have the extension of their type", () =>
      Effect.gen(function* () {
        const store = yield* open({})
        const names = yield* Effect.forEach(
          [named("image/jpeg", [0xff, 0xd8, 0xff, 0]), svg("a"), yield* png(1)],
          store.put
        )
        assert.deepStrictEqual(
          names.map((name) => name.slice(65)),
          ["jpg", "svg", "png"]
        )
        assert.deepStrictEqual(yield* kept(store, names), ["there", "there", "there"])
      }).pipe(Effect.provide(NodeContext.layer))
    )

    it.scoped("that were never put are not there", () =>
      Effect.gen(function* () {
        const store = yield* open({})
        const name = PictureStore.PictureName.make(`${"0".repeat(64)}.png`)
        assert.strictEqual((yield* Effect.flip(store.get(name)))._tag, "PictureNotFound")
      }).pipe(Effect.provide(NodeContext.layer))
    )

    it.scoped("are gone when they are too old, unless they were put again", () =>
      Effect.gen(function* () {
        const store = yield* open({ maximumAge: "1 hour" })
        const names = yield* Effect.forEach([svg("old"), svg("again")], store.put)
        yield* TestClock.adjust("59 minutes")
        yield* store.put(svg("again"))
        assert.deepStrictEqual(yield* kept(store, names), ["there", "there"])
        yield* TestClock.adjust("1 minutes")
        assert.deepStrictEqual(yield* kept(store, names), ["PictureNotFound", "there"])
        yield* TestClock.adjust("59 minutes")
        assert.deepStrictEqual(yield* kept(store, names), ["PictureNotFound", "PictureNotFound"])
      }).pipe(Effect.provide(NodeContext.layer))
    )

    it.scoped("make room for newer ones, the oldest first", () =>
      Effect.gen(function* () {
        const store = yield* open({ maximumBytes: 350 })
        const names: Array<PictureStore.PictureName> = []
        for (const mark of ["a", "b", "c", "d"]) {
          names.push(yield* store.put(svg(mark)))
          yield* TestClock.adjust("2 seconds")
        }
        assert.deepStrictEqual(yield* kept(store, names), [
          "PictureNotFound",
          "there",
          "there",
          "there"
        ])
      }).pipe(Effect.provide(NodeContext.layer))
    )

    it.scoped("keep the newest, however large it is", () =>
      Effect.gen(function* () {
        const store = yield* open({ maximumBytes: 150 })
        const names: Array<PictureStore.PictureName> = []
        for (const picture of [svg("small"), svg("large", 200)]) {
          names.push(yield* store.put(picture))
          yield* TestClock.adjust("2 seconds")
        }
        assert.deepStrictEqual(yield* kept(store, names), ["PictureNotFound", "there"])
      }).pipe(Effect.provide(NodeContext.layer))
    )

    it.scoped("may be put by many at once", () =>
      Effect.gen(function* () {
        const store = yield* open({})
        const picture = svg("the same", 200_000)
        const names = yield* Effect.replicateEffect(store.put(picture), 50).pipe(
          Effect.withConcurrency("unbounded")
        )
        assert.strictEqual(new Set(names).size, 1)
        assert.deepStrictEqual(yield* kept(store, names.slice(0, 1)), ["there"])
      }).pipe(Effect.provide(NodeContext.layer))
    )
  })
}

describe("a folder of pictures", () => {
  /** All files under a folder, by their path in it. */
  const filesOf = (folder: string) =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const names = yield* fileSystem.readDirectory(folder, { recursive: true })
      const types = yield* Effect.forEach(names, (name) =>
        Effect.map(fileSystem.stat(path.join(folder, name)), ({ type }) => type)
      )
      return names.filter((_, index) => types[index] === "File").sort()
    })

  it.scoped("survives a restart, in sub-folders of the first two digits", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const first = Effect.flatMap(openFolder({ folder }), (store) => store.put(svg("a")))
      const name = yield* Effect.scoped(first)
      assert.deepStrictEqual(yield* filesOf(folder), [`${name.slice(0, 2)}/${name}`])
      const store = yield* openFolder({ folder })
      assert.deepStrictEqual(yield* kept(store, [name]), ["there"])
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scoped("may be shared by two gateways", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const [one, other] = yield* Effect.all([
        openFolder({ folder, maximumBytes: 1000 }),
        openFolder({ folder, maximumBytes: 1000 })
      ])
      const pictures = Array.from({ length: 40 }, (_, index) => svg(String(index)))
      yield* Effect.forEach(pictures, (picture, index) => (index % 2 ? one : other).put(picture), {
        concurrency: 8
      })
      const last = yield* one.put(svg("the last one"))
      assert.deepStrictEqual(yield* kept(other, [last]), ["there"])
      assert.isAtMost((yield* filesOf(folder)).length, 20)
    }).pipe(Effect.provide(NodeContext.layer))
  )

  /** One after the other, of 100 bytes each. */
  const putAll = (store: PictureStore.Service, marks: string) =>
    Effect.forEach([...marks], (mark) =>
      Effect.zipLeft(store.put(svg(mark)), TestClock.adjust("2 seconds"))
    )

  it.scoped("makes room for more than the next picture", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const store = yield* openFolder({ folder, maximumBytes: 1000 })
      yield* putAll(store, "abcdefghij")
      assert.lengthOf(yield* filesOf(folder), 10)
      yield* putAll(store, "k")
      assert.lengthOf(yield* filesOf(folder), 9)
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scoped("makes room although a picture can't be removed", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder
      const [held = ""] = yield* Effect.scoped(
        Effect.flatMap(openFolder({ folder }), (store) => putAll(store, "a"))
      )
      const refused = new SystemError({
        reason: "PermissionDenied",
        module: "FileSystem",
        method: "remove",
        pathOrDescriptor: held
      })
      const store = yield* openFolder({ folder, maximumBytes: 350 }).pipe(
        Effect.provideService(FileSystem.FileSystem, {
          ...fileSystem,
          remove: (path, options) =>
            path.endsWith(held) ? refused : fileSystem.remove(path, options)
        })
      )
      const names = yield* putAll(store, "bcd")
      assert.deepStrictEqual(yield* kept(store, names), ["PictureNotFound", "there", "there"])
      assert.lengthOf(yield* filesOf(folder), 3)
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scoped("leaves alone what is not its own", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder
      const hash = "ab".repeat(32)
      const foreign = ["letter.txt", `${hash}.png`, "ab/letter.txt", `cd/${hash}.png`, "ab/ab.png"]
      yield* fileSystem.makeDirectory(`${folder}/ab`)
      yield* fileSystem.makeDirectory(`${folder}/cd`)
      yield* Effect.forEach(foreign, (name) => fileSystem.writeFileString(`${folder}/${name}`, "?"))
      const store = yield* openFolder({ folder, maximumAge: "1 hour", maximumBytes: 1 })
      yield* store.put(svg("a"))
      yield* TestClock.setTime(Date.now() + 48 * 60 * 60 * 1000)
      yield* store.put(svg("b"))
      const files = yield* filesOf(folder)
      assert.includeMembers(files, foreign)
      assert.strictEqual(files.length, foreign.length + 1)
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scoped("removes what a process that died has left half written", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder
      const part = `${folder}/ab/.${"ab".repeat(32)}.png.${"0".repeat(36)}.part`
      yield* fileSystem.makeDirectory(`${folder}/ab`)
      yield* fileSystem.writeFileString(part, "half")
      yield* TestClock.setTime(Date.now() + 2 * 60 * 60 * 1000)
      const store = yield* openFolder({ folder, maximumBytes: 1 })
      yield* store.put(svg("a"))
      assert.isFalse(yield* fileSystem.exists(part))
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scoped("does not give what was damaged, and takes it again", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder
      const store = yield* openFolder({ folder })
      const name = yield* store.put(svg("a"))
      yield* fileSystem.writeFile(`${folder}/${name.slice(0, 2)}/${name}`, svg("b").bytes)
      assert.deepStrictEqual(yield* kept(store, [name]), ["PictureNotFound"])
      yield* store.put(svg("a"))
      assert.deepStrictEqual(yield* kept(store, [name]), ["there"])
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scoped("that can't be made is an error, and names no path", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder
      yield* fileSystem.writeFileString(`${folder}/file`, "in the way")
      const error = yield* Effect.flip(openFolder({ folder: `${folder}/file/pictures` }))
      assert.strictEqual(error._tag, "PictureStoreError")
      assert.strictEqual(error.message, "the picture could not be kept: ENOTDIR")
    }).pipe(Effect.provide(NodeContext.layer))
  )

  /** The disk takes the beginning of each file and then no more. */
  const fullDisk = Layer.map(NodeContext.layer, (context) => {
    const fileSystem = Context.get(context, FileSystem.FileSystem)
    const full = new SystemError({
      reason: "Unknown",
      module: "FileSystem",
      method: "writeFile",
      cause: Object.assign(new Error("no space left on device"), { code: "ENOSPC" })
    })
    return Context.add(context, FileSystem.FileSystem, {
      ...fileSystem,
      writeFile: (path, data, options) =>
        Effect.zipRight(fileSystem.writeFile(path, data.subarray(0, 10), options), full)
    })
  })

  it.scoped("on a full disk is an error, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const store = yield* openFolder({ folder })
      const error = yield* Effect.flip(store.put(svg("a")))
      assert.strictEqual(error.message, "the picture could not be kept: ENOSPC")
      assert.deepStrictEqual(yield* filesOf(folder), [])
    }).pipe(Effect.provide(fullDisk))
  )

  it.scoped("has a picture whole or not at all when putting it is interrupted", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const store = yield* openFolder({ folder })
      for (let turns = 0; turns < 20; turns++) {
        const picture = svg(String(turns), 500_000)
        const fiber = yield* Effect.fork(store.put(picture))
        yield* Effect.yieldNow().pipe(Effect.repeatN(turns))
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        yield* Fiber.interrupt(fiber)
      }
      for (const file of yield* filesOf(folder)) {
        const name = PictureStore.PictureName.make(file.slice(3))
        assert.deepStrictEqual(yield* kept(store, [name]), ["there"])
      }
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
