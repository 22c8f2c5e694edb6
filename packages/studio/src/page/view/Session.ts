/** Everything that the views show and do. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import { type Form, empty } from "../form/Form.js"
import { corrected, fieldOf } from "../form/corrected.js"
import { expectedSize, requestsOf } from "../form/requestsOf.js"
import type { Picture } from "../gallery/Picture.js"
import { everything, type Query, search } from "../gallery/search.js"
import { adviceFor } from "../generation/Advice.js"
import { again, begin, type Generation, hasEnded } from "../generation/Generation.js"
import * as Runner from "../generation/Runner.js"
import { throttled } from "../generation/throttled.js"
import type { Trouble } from "../store/LastingStorage.js"
import { type Library, open as openLibrary } from "../store/Library.js"
import { newId } from "../store/newId.js"
import type { Storage } from "../store/Storage.js"
import * as AccessKey from "../wire/AccessKey.js"
import type { Failure } from "../wire/Failure.js"
import { type Gateway, GatewayFailure, make as makeGateway } from "../wire/Gateway.js"
import { keyOf, type Model, type Provider } from "../wire/Model.js"
import * as Dialogs from "./Dialogs.js"
import * as Notices from "./Notices.js"

/** A field of the form, and what is wrong with it. */
export interface FieldProblem {
  readonly field: string
  readonly text: string
}

export interface Session {
  readonly access: AccessKey.AccessKey
  readonly dialogs: Dialogs.Dialogs
  readonly notices: Notices.Notices
  readonly library: Library
  readonly providers: ReadonlySignal<ReadonlyArray<Provider>>
  /** Why there are none. */
  readonly providersFailure: ReadonlySignal<Failure | undefined>
  readonly loadProviders: () => Promise<void>
  readonly form: Signal<Form>
  readonly update: (change: Partial<Form>) => void
  /** Takes another form, and offers to bring the present one back. */
  readonly replaceForm: (form: Form, notice: string) => void
  /** What the last request was refused for. */
  readonly fieldProblem: Signal<FieldProblem | undefined>
  readonly model: ReadonlySignal<Model | undefined>
  readonly provider: ReadonlySignal<Provider | undefined>
  readonly query: Signal<Query>
  /** Newest first. */
  readonly found: ReadonlySignal<ReadonlyArray<Picture>>
  /** Id of the picture that the keys of the gallery mean. */
  readonly selected: Signal<string | undefined>
  readonly trouble: ReadonlySignal<Trouble | undefined>
  /** Begins as many generations as it takes; false when there is nothing to draw. */
  readonly generate: () => Promise<boolean>
  readonly retry: (generation: Generation) => Promise<void>
  /** Retries with the value that the refusal names, in the form too. */
  readonly fix: (generation: Generation) => Promise<void>
  readonly cancel: (generation: Generation) => Promise<void>
  readonly star: (picture: Picture) => Promise<void>
  /** Removes a picture, and offers to bring it back. */
  readonly remove: (picture: Picture) => Promise<void>
}

export const SessionContext = createContext<Session | undefined>(undefined)

export const useSession = (): Session => {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error("there is no session around this view")
  return session
}

export interface Options {
  /** Id of this tab; the same after a reload. */
  readonly tab: string
  readonly storage: Storage
  readonly trouble: ReadonlySignal<Trouble | undefined>
}

const failureOf = (error: unknown): Failure =>
  error instanceof GatewayFailure
    ? error.failure
    : { _tag: "Unreachable", description: String(error) }

/** The providers of the gateway, and the model that the form means. */
const catalogue = (gateway: Gateway, form: Signal<Form>) => {
  const providers = signal<ReadonlyArray<Provider>>([])
  const providersFailure = signal<Failure | undefined>(undefined)
  const models = computed(() => providers.value.flatMap((provider) => provider.models))
  const model = computed(() => {
    const wanted = form.value.model
    return models.value.find((each) => keyOf(each) === wanted) ?? models.value[0]
  })
  const provider = computed(() => providers.value.find(({ id }) => id === model.value?.provider))
  const loadProviders = async (): Promise<void> => {
    try {
      providers.value = await gateway.providers()
      providersFailure.value = undefined
    } catch (error) {
      providersFailure.value = failureOf(error)
    }
  }
  return { loadProviders, model, provider, providers, providersFailure }
}

/** Goes on with what was running, and begins to load the providers. */
export const open = async ({ storage, tab, trouble }: Options): Promise<Session> => {
  const access = AccessKey.make()
  const gateway = makeGateway(access)
  const notices = Notices.make()
  const form = signal<Form>((await storage.loadForm(tab)) ?? empty)
  const models = catalogue(gateway, form)
  const library = await openLibrary(storage)
  const fieldProblem = signal<FieldProblem | undefined>(undefined)
  const runner = Runner.make({
    gateway,
    library,
    tab,
    onEnd: (generation) => {
      notices.announce(endText(generation))
      if (generation.owner === tab) fieldProblem.value = problemOf(generation)
    }
  })
  const running = new Set<string>()
  effect(() => {
    for (const [id, generation] of library.generations.value) {
      if (running.has(id) || hasEnded(generation.peek())) continue
      running.add(id)
      void runner.run(id).finally(() => running.delete(id))
    }
  })
  const saveForm = throttled(300, () => void storage.saveForm(tab, form.peek()))
  effect(() => {
    void form.value
    saveForm()
  })

  const query = signal(everything)
  const sorted = computed(() =>
    [...library.pictures.value.values()].sort((a, b) => b.createdAt - a.createdAt)
  )
  const found = computed(() => search(sorted.value, query.value))
  const selected = signal<string | undefined>(undefined)

  const launch = (generation: Generation): Promise<void> => library.add(generation)

  /** Pictures that are made and could not be fetched are fetched once more. */
  const retry = async (generation: Generation): Promise<void> => {
    const { failure, id, response } = generation
    if (response !== undefined && failure?._tag === "Unreachable") {
      await library.change(id, (present) => ({ ...present, phase: "Fetching", failure: undefined }))
      await runner.run(id)
      return
    }
    await library.remove(id)
    await launch(again(generation, newId(), tab))
  }

  return {
    ...models,
    access,
    dialogs: Dialogs.make(),
    notices,
    library,
    form,
    fieldProblem,
    update: (change) => {
      fieldProblem.value = undefined
      form.value = { ...form.value, ...change }
    },
    replaceForm: (next, text) => {
      const before = form.value
      form.value = next
      notices.say(text, () => {
        form.value = before
      })
    },
    query,
    found,
    selected,
    trouble,
    generate: async () => {
      const model = models.model.value
      const current = form.value
      if (model === undefined) return false
      if (current.prompt.trim() === "") {
        fieldProblem.value = { field: "prompt", text: "Say what the picture shows." }
        return false
      }
      fieldProblem.value = undefined
      const requests = requestsOf(current, model)
      const now = Date.now()
      notices.announce(
        `${requests.length === 1 ? "Generation" : `${requests.length} generations`} started with ${model.label}`
      )
      for (const [index, request] of requests.entries()) {
        await launch(
          begin({
            id: newId(),
            owner: tab,
            // The first one stands first.
            createdAt: now + requests.length - index,
            provider: model.provider,
            model: model.name,
            label: model.label,
            prompt: current.prompt.trim(),
            request,
            ...expectedSize(current, model)
          })
        )
      }
      return true
    },
    retry,
    fix: async (generation) => {
      const better = generation.failure && corrected(generation.request, generation.failure)
      if (better === undefined) return
      fieldProblem.value = undefined
      form.value = { ...form.value, ...better.form }
      await retry({ ...generation, request: better.request })
    },
    cancel: async (generation) => {
      try {
        await runner.cancel(generation)
      } catch (error) {
        // A generation that is no longer there has ended.
        const failure = failureOf(error)
        if (failure._tag !== "GenerationNotFound") notices.say(adviceFor(failure).title)
      }
    },
    star: async (picture) => {
      await library.star(picture.id, !picture.starred)
      notices.announce(picture.starred ? "Star taken away" : "Starred")
    },
    remove: async ({ id }) => {
      const kept = await library.removePicture(id)
      if (kept === undefined) return
      notices.say("Picture deleted", () => void library.restorePicture(kept))
    }
  }
}

const problemOf = ({ failure }: Generation): FieldProblem | undefined => {
  const advice = failure && adviceFor(failure)
  if (advice?.field === undefined) return undefined
  return { field: fieldOf(advice.field), text: `${advice.text}. ${advice.remedy}` }
}

const endText = (generation: Generation): string => {
  switch (generation.phase) {
    case "Failed":
      return `Failed: ${generation.failure === undefined ? "" : adviceFor(generation.failure).title}`
    case "Cancelled":
      return "Cancelled"
    default:
      return `Picture ready: ${generation.prompt}`
  }
}
