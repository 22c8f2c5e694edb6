/** Keeps everything in IndexedDB, where all tabs of this browser find it. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb"
import type { Form } from "../form/Form.js"
import type { Picture } from "../gallery/Picture.js"
import type { Generation } from "../generation/Generation.js"
import type { Storage } from "./Storage.js"

interface SavedForm {
  readonly form: Form
  readonly savedAt: number
}

interface Schema extends DBSchema {
  generations: { key: string; value: Generation }
  pictures: { key: string; value: Picture }
  /** Bytes by the id of the picture, apart, so that listing the pictures does not read them. */
  blobs: { key: string; value: Blob }
  /** By tab, so that two tabs do not write over each other's. */
  forms: { key: string; value: SavedForm }
}

const name = "easel-studio"

/** Of this schema; another one empties nothing. */
const version = 1

const week = 7 * 24 * 60 * 60 * 1000

interface Transaction {
  readonly done: Promise<void>
  readonly abort: () => void
}

/** A transaction that has ended by itself can't be aborted. */
const abort = (transaction: Transaction): void => {
  try {
    transaction.abort()
  } catch {
    // Then nothing of it was kept anyway.
  }
}

const isAbortion = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError"

/** Does all of the work or nothing of it. Rejects with why it was aborted, not that it was. */
const within = async <A>(transaction: Transaction, work: () => Promise<A>): Promise<A> => {
  try {
    const result = await work()
    await transaction.done
    return result
  } catch (error) {
    abort(transaction)
    const reason: unknown = await transaction.done.then(
      () => error,
      (cause: unknown) => cause
    )
    throw isAbortion(error) ? reason : error
  }
}

/** The form of a tab that is saved; those of tabs that are long gone are not kept. */
const saveForm = async (db: IDBPDatabase<Schema>, tab: string, form: Form): Promise<void> => {
  const transaction = db.transaction("forms", "readwrite")
  const savedAt = Date.now()
  await within(transaction, async () => {
    await transaction.store.put({ form, savedAt }, tab)
    for await (const cursor of transaction.store) {
      if (cursor.value.savedAt < savedAt - week) await cursor.delete()
    }
  })
}

const loadForm = async (db: IDBPDatabase<Schema>, tab: string): Promise<Form | undefined> => {
  const own = await db.get("forms", tab)
  if (own !== undefined) return own.form
  const all = await db.getAll("forms")
  return all.sort((a, b) => b.savedAt - a.savedAt)[0]?.form
}

/** Rejects where the browser has no database, as some do in private windows. */
export const open = async (): Promise<Storage> => {
  const db = await openDB<Schema>(name, version, {
    upgrade: (database) => {
      database.createObjectStore("generations", { keyPath: "id" })
      database.createObjectStore("pictures", { keyPath: "id" })
      database.createObjectStore("blobs")
      database.createObjectStore("forms")
    },
    // A newer page in another tab must not wait for this one.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close()
    }
  })
  return {
    load: async () => {
      const transaction = db.transaction(["generations", "pictures"])
      return within(transaction, async () => ({
        generations: await transaction.objectStore("generations").getAll(),
        pictures: await transaction.objectStore("pictures").getAll()
      }))
    },
    addGeneration: async (generation) => {
      await db.put("generations", generation)
    },
    changeGeneration: (id, change) => {
      const transaction = db.transaction("generations", "readwrite")
      const { store } = transaction
      return within(transaction, async () => {
        const present = await store.get(id)
        const changed = present && change(present)
        if (changed !== undefined) await store.put(changed)
        return changed
      })
    },
    removeGeneration: (id) => db.delete("generations", id),
    finish: (id, kept) => {
      const transaction = db.transaction(["generations", "pictures", "blobs"], "readwrite")
      const generations = transaction.objectStore("generations")
      return within(transaction, async () => {
        if ((await generations.getKey(id)) === undefined) return false
        await generations.delete(id)
        for (const { blob, picture } of kept) {
          await transaction.objectStore("pictures").put(picture)
          await transaction.objectStore("blobs").put(blob, picture.id)
        }
        return true
      })
    },
    addPicture: ({ blob, picture }) => {
      const transaction = db.transaction(["pictures", "blobs"], "readwrite")
      return within(transaction, async () => {
        await transaction.objectStore("pictures").put(picture)
        await transaction.objectStore("blobs").put(blob, picture.id)
      })
    },
    star: (id, starred) => {
      const transaction = db.transaction("pictures", "readwrite")
      const { store } = transaction
      return within(transaction, async () => {
        const present = await store.get(id)
        const picture = present && { ...present, starred }
        if (picture !== undefined) await store.put(picture)
        return picture
      })
    },
    removePicture: (id) => {
      const transaction = db.transaction(["pictures", "blobs"], "readwrite")
      const pictures = transaction.objectStore("pictures")
      const blobs = transaction.objectStore("blobs")
      return within(transaction, async () => {
        const [picture, blob] = [await pictures.get(id), await blobs.get(id)]
        await pictures.delete(id)
        await blobs.delete(id)
        return picture && blob && { picture, blob }
      })
    },
    blob: (id) => db.get("blobs", id),
    loadForm: (tab) => loadForm(db, tab),
    saveForm: (tab, form) => saveForm(db, tab, form)
  }
}
