/**
 * Generations and pictures as the page shows them. Every change goes to the storage as one
 * transaction, then to the signals of this tab, then to the other tabs.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Picture } from "../gallery/Picture.js"
import type { Generation } from "../generation/Generation.js"
import * as Channel from "./Channel.js"
import type { Kept, Storage } from "./Storage.js"

export interface Library {
  /** By id; the map changes when one comes or goes, its signals when one changes. */
  readonly generations: ReadonlySignal<ReadonlyMap<string, Signal<Generation>>>
  readonly pictures: ReadonlySignal<ReadonlyMap<string, Picture>>
  readonly blob: Storage["blob"]
  readonly add: (generation: Generation) => Promise<void>
  /** Shows a change to all tabs without keeping it. */
  readonly show: (generation: Generation) => void
  /** As `Storage.changeGeneration`. */
  readonly change: Storage["changeGeneration"]
  readonly remove: (id: string) => Promise<void>
  readonly finish: (id: string, kept: ReadonlyArray<Kept>) => Promise<void>
  readonly star: (id: string, starred: boolean) => Promise<void>
  /** Gives what it takes to bring it back. */
  readonly removePicture: (id: string) => Promise<Kept | undefined>
  readonly restorePicture: (kept: Kept) => Promise<void>
}

const without = <A>(map: ReadonlyMap<string, A>, id: string): ReadonlyMap<string, A> => {
  const copy = new Map(map)
  copy.delete(id)
  return copy
}

export const open = async (storage: Storage): Promise<Library> => {
  const generations = signal<ReadonlyMap<string, Signal<Generation>>>(new Map())
  const pictures = signal<ReadonlyMap<string, Picture>>(new Map())

  /** What another tab still says of these came late. */
  const gone = new Set<string>()

  const dropGeneration = (id: string): void => {
    gone.add(id)
    generations.value = without(generations.value, id)
  }

  const setGeneration = (generation: Generation): void => {
    if (gone.has(generation.id)) return
    const present = generations.value.get(generation.id)
    if (present !== undefined) present.value = generation
    else generations.value = new Map(generations.value).set(generation.id, signal(generation))
  }

  const setPictures = (those: ReadonlyArray<Picture>): void => {
    const copy = new Map(pictures.value)
    for (const picture of those) copy.set(picture.id, picture)
    pictures.value = copy
  }

  const apply = (message: Channel.Message): void => {
    switch (message.kind) {
      case "Generation":
        setGeneration(message.generation)
        return
      case "GenerationGone":
        dropGeneration(message.id)
        return
      case "Finished":
        setPictures(message.pictures)
        dropGeneration(message.id)
        return
      case "Picture":
        setPictures([message.picture])
        return
      case "PictureGone":
        pictures.value = without(pictures.value, message.id)
    }
  }

  const channel = Channel.open(apply)
  const contents = await storage.load()
  for (const generation of contents.generations) setGeneration(generation)
  setPictures(contents.pictures)

  const here = (message: Channel.Message): void => {
    apply(message)
    channel.tell(message)
  }

  return {
    generations,
    pictures,
    blob: storage.blob,
    add: async (generation) => {
      await storage.addGeneration(generation)
      here({ kind: "Generation", generation })
    },
    show: (generation) => {
      if (generations.value.has(generation.id)) here({ kind: "Generation", generation })
    },
    change: async (id, change) => {
      const generation = await storage.changeGeneration(id, change)
      if (generation !== undefined) here({ kind: "Generation", generation })
      return generation
    },
    remove: async (id) => {
      await storage.removeGeneration(id)
      here({ kind: "GenerationGone", id })
    },
    finish: async (id, kept) => {
      const isKept = await storage.finish(id, kept)
      if (isKept) here({ kind: "Finished", id, pictures: kept.map(({ picture }) => picture) })
    },
    star: async (id, starred) => {
      const picture = await storage.star(id, starred)
      if (picture !== undefined) here({ kind: "Picture", picture })
    },
    removePicture: async (id) => {
      const kept = await storage.removePicture(id)
      here({ kind: "PictureGone", id })
      return kept
    },
    restorePicture: async (kept) => {
      await storage.addPicture(kept)
      here({ kind: "Picture", picture: kept.picture })
    }
  }
}
