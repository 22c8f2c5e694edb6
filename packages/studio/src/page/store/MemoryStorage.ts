/** Keeps everything until the page is closed. */
import type { Form } from "../form/Form.js"
import type { Generation } from "../generation/Generation.js"
import type { Kept, Storage } from "./Storage.js"

export const make = (): Storage => {
  const generations = new Map<string, Generation>()
  const pictures = new Map<string, Kept>()
  const forms = new Map<string, Form>()
  return {
    load: async () => ({
      generations: [...generations.values()],
      pictures: [...pictures.values()].map(({ picture }) => picture)
    }),
    addGeneration: async (generation) => {
      generations.set(generation.id, generation)
    },
    changeGeneration: async (id, change) => {
      const present = generations.get(id)
      const changed = present && change(present)
      if (changed !== undefined) generations.set(id, changed)
      return changed
    },
    removeGeneration: async (id) => {
      generations.delete(id)
    },
    finish: async (id, kept) => {
      if (!generations.delete(id)) return false
      for (const each of kept) pictures.set(each.picture.id, each)
      return true
    },
    addPicture: async (kept) => {
      pictures.set(kept.picture.id, kept)
    },
    star: async (id, starred) => {
      const kept = pictures.get(id)
      if (kept === undefined) return undefined
      const picture = { ...kept.picture, starred }
      pictures.set(id, { ...kept, picture })
      return picture
    },
    removePicture: async (id) => {
      const kept = pictures.get(id)
      pictures.delete(id)
      return kept
    },
    blob: async (id) => pictures.get(id)?.blob,
    loadForm: async (tab) => forms.get(tab),
    saveForm: async (tab, form) => {
      forms.set(tab, form)
    }
  }
}
