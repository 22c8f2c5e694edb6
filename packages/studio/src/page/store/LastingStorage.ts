/**
 * A database that may fail: what it can't keep is kept in memory, and the page says so once. A full
 * disk and a private window are no reason to lose a picture that was made.
 */
import type { Generation } from "../generation/Generation.js"
import * as MemoryStorage from "./MemoryStorage.js"
import type { Contents, Storage } from "./Storage.js"

/** `Full`: what is there stays, and new pictures do not. `None`: nothing is kept. */
export type Trouble = "Full" | "None"

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "QuotaExceededError"

/** A database that can't be written to may be readable. */
const presentIn = async (database: Storage, id: string): Promise<Generation | undefined> => {
  const { generations } = await database.load().catch(() => nothing)
  return generations.find((generation) => generation.id === id)
}

const nothing: Contents = { generations: [], pictures: [] }

export const make = (database: Storage, onTrouble: (trouble: Trouble) => void): Storage => {
  const memory = MemoryStorage.make()

  /** In the database, else in memory. */
  const either = async <A>(
    work: (storage: Storage) => Promise<A>,
    instead: (storage: Storage) => Promise<A> = work
  ): Promise<A> => {
    try {
      return await work(database)
    } catch (error) {
      onTrouble(isFull(error) ? "Full" : "None")
      return instead(memory)
    }
  }

  /** In both; what either of them says. */
  const both = async <A>(
    work: (storage: Storage) => Promise<A | undefined>
  ): Promise<A | undefined> => (await work(memory)) ?? (await either(work))

  return {
    load: async () => {
      const inDatabase = await either(
        (it) => it.load(),
        async () => nothing
      )
      const inMemory = await memory.load()
      return {
        generations: [...inDatabase.generations, ...inMemory.generations],
        pictures: [...inDatabase.pictures, ...inMemory.pictures]
      }
    },
    addGeneration: (generation) => either((it) => it.addGeneration(generation)),
    changeGeneration: async (id, change) =>
      (await memory.changeGeneration(id, change)) ??
      either(
        (it) => it.changeGeneration(id, change),
        async () => {
          const present = await presentIn(database, id)
          const changed = present && change(present)
          if (changed !== undefined) await memory.addGeneration(changed)
          return changed
        }
      ),
    removeGeneration: async (id) => {
      await memory.removeGeneration(id)
      await either((it) => it.removeGeneration(id))
    },
    finish: async (id, kept) => {
      if (await memory.finish(id, kept)) {
        await either((it) => it.removeGeneration(id))
        return true
      }
      return either(
        (it) => it.finish(id, kept),
        async () => {
          await Promise.all(kept.map((each) => memory.addPicture(each)))
          await either((it) => it.removeGeneration(id))
          return true
        }
      )
    },
    addPicture: (kept) => either((it) => it.addPicture(kept)),
    star: (id, starred) => both((it) => it.star(id, starred)),
    removePicture: (id) => both((it) => it.removePicture(id)),
    blob: (id) => both((it) => it.blob(id)),
    loadForm: (tab) => either((it) => it.loadForm(tab)),
    saveForm: (tab, form) => either((it) => it.saveForm(tab, form))
  }
}
