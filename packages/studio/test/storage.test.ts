import { describe, expect, it } from "vitest"
import * as LastingStorage from "../src/page/store/LastingStorage.js"
import * as MemoryStorage from "../src/page/store/MemoryStorage.js"
import type { Storage } from "../src/page/store/Storage.js"
import { generation, picture } from "./samples.js"

const blob = new Blob(["bytes"])
const kept = { picture: picture(), blob }

const ids = async (storage: Storage) => {
  const { generations, pictures } = await storage.load()
  return { generations: generations.map(({ id }) => id), pictures: pictures.map(({ id }) => id) }
}

describe("a storage", () => {
  it("puts pictures in the place of a generation, once", async () => {
    const storage = MemoryStorage.make()
    await storage.addGeneration(generation())
    expect(await storage.finish("one", [kept])).toBe(true)
    expect(await ids(storage)).toEqual({ generations: [], pictures: ["one.0"] })
    await storage.removePicture("one.0")
    // Another tab that followed it too comes late, and must not bring it back.
    expect(await storage.finish("one", [kept])).toBe(false)
    expect(await ids(storage)).toEqual({ generations: [], pictures: [] })
  })

  it("changes what is there and nothing else", async () => {
    const storage = MemoryStorage.make()
    expect(await storage.changeGeneration("one", (it) => it)).toBeUndefined()
    await storage.addGeneration(generation())
    expect(await storage.changeGeneration("one", () => undefined)).toBeUndefined()
    const running = await storage.changeGeneration("one", (it) => ({ ...it, phase: "Running" }))
    expect(running?.phase).toBe("Running")
    expect(await storage.star("one.0", true)).toBeUndefined()
  })
})

/** A database of which some methods fail. */
const failing = (error: unknown, ...names: ReadonlyArray<keyof Storage>) => {
  const database = MemoryStorage.make()
  const refuse = async () => {
    throw error
  }
  const broken = Object.fromEntries(names.map((name) => [name, refuse]))
  return { database, storage: { ...database, ...broken } }
}

describe("a storage that is full", () => {
  const full = new DOMException("no room", "QuotaExceededError")

  it("keeps the picture in memory, says so, and forgets the generation", async () => {
    const troubles: Array<string> = []
    const { database, storage: broken } = failing(full, "finish", "addPicture")
    const storage = LastingStorage.make(broken, (trouble) => troubles.push(trouble))
    await storage.addGeneration(generation())
    expect(await storage.finish("one", [kept])).toBe(true)
    expect(troubles).toContain("Full")
    expect(await ids(storage)).toEqual({ generations: [], pictures: ["one.0"] })
    expect(await ids(database)).toEqual({ generations: [], pictures: [] })
    expect(await storage.blob("one.0")).toBe(blob)
    expect((await storage.star("one.0", true))?.starred).toBe(true)
    expect((await storage.removePicture("one.0"))?.picture.starred).toBe(true)
    expect(await storage.blob("one.0")).toBeUndefined()
  })

  it("loses no generation that it has no room to change", async () => {
    const { database, storage: broken } = failing(full, "changeGeneration")
    const storage = LastingStorage.make(broken, () => undefined)
    await storage.addGeneration(generation())
    const running = await storage.changeGeneration("one", (it) => ({ ...it, phase: "Running" }))
    expect(running?.phase).toBe("Running")
    expect(await storage.finish("one", [kept])).toBe(true)
    expect(await ids(database)).toEqual({ generations: [], pictures: [] })
    expect(await ids(storage)).toEqual({ generations: [], pictures: ["one.0"] })
  })

  it("goes on without a database that fails", async () => {
    const troubles: Array<string> = []
    const names = [
      "load",
      "addGeneration",
      "changeGeneration",
      "finish",
      "removeGeneration"
    ] as const
    const { storage: broken } = failing(new DOMException("no", "InvalidStateError"), ...names)
    const storage = LastingStorage.make(broken, (trouble) => troubles.push(trouble))
    await storage.addGeneration(generation())
    expect((await storage.changeGeneration("one", (it) => it))?.id).toBe("one")
    expect(await storage.finish("one", [kept])).toBe(true)
    expect(await ids(storage)).toEqual({ generations: [], pictures: ["one.0"] })
    expect(new Set(troubles)).toEqual(new Set(["None"]))
  })
})
