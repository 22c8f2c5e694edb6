import * as Effect from "effect/Effect"
import type { GeneratedImage } from "../GeneratedImage.js"
import type { ImageAsset } from "../ImageAsset.js"
import type { ImageError } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import type { OnEvent, Service } from "../ImageModel.js"
import type { Input } from "../ImageRequest.js"
import type { ModelInfo } from "../ModelInfo.js"

const membersOf = (model: Service): ReadonlyArray<ModelInfo> => model.members ?? [model.info]

const hasName = (model: Service, name: string): boolean =>
  membersOf(model).some(({ names }) => names.includes(name))

const hasProvider = (model: Service, id: string): boolean =>
  membersOf(model).some(({ provider }) => provider === id)

/** Several models of which one makes the picture: what each is asked, and who made which picture. */
export class Composition {
  readonly members: ReadonlyArray<ModelInfo>
  private readonly makers = new WeakMap<GeneratedImage, Service>()

  constructor(
    readonly first: Service,
    readonly others: ReadonlyArray<Service>
  ) {
    this.members = [first, ...others].flatMap(membersOf)
  }

  /**
   * The request as one model is asked. Options that are another member's are meant for that one
   * alone. A name that is the first model's lets the others use their default. Everything else stays
   * for the model to take or refuse.
   */
  requestFor(model: Service, request: Input): Input {
    const options: Readonly<Record<string, unknown>> = { ...request.providerOptions }
    const isForeign = (id: string) =>
      !hasProvider(model, id) && this.members.some(({ provider }) => provider === id)
    const name = request.model
    const ofFirst =
      name !== undefined &&
      model !== this.first &&
      hasName(this.first, name) &&
      !hasName(model, name)
    const foreign = Object.keys(options).some(isForeign)
    if (!foreign && !ofFirst) return request
    const own = Object.entries(options).filter(([id]) => !isForeign(id))
    return {
      ...request,
      model: ofFirst ? undefined : name,
      providerOptions: own.length === 0 ? undefined : Object.fromEntries(own)
    }
  }

  /** As the first model resolves it that can do the request; else the first one's refusal. */
  resolve(request: Input): ReturnType<Service["resolve"]> {
    const ask = (model: Service) =>
      Effect.suspend(() => model.resolve(this.requestFor(model, request)))
    return Effect.catchAll(ask(this.first), (refusal) =>
      this.others.reduceRight<ReturnType<Service["resolve"]>>(
        (rest, model) => Effect.catchAll(ask(model), () => rest),
        Effect.fail(refusal)
      )
    )
  }

  /** Makes the picture with one model, and keeps in mind that its pictures are this one's. */
  ask(model: Service, request: Input, onEvent: OnEvent): Effect.Effect<ImageResponse, ImageError> {
    const { makers } = this
    return Effect.map(
      model.generate(this.requestFor(model, request), (event) => {
        if (event._tag === "ImagePreview") makers.set(event.image, model)
        return onEvent(event)
      }),
      (response) => {
        for (const image of response.images) makers.set(image, model)
        return response
      }
    )
  }

  /**
   * Loads a picture as the model that made it does. One that this composition has not handed out,
   * such as one that was read from a file, is tried with each model in turn.
   */
  load(image: GeneratedImage): Effect.Effect<ImageAsset, ImageError> {
    const maker = this.makers.get(image)
    if (maker !== undefined) return maker.load(image)
    return this.others.reduce(
      (before, model) => Effect.catchIf(before, mayLieElsewhere, () => model.load(image)),
      Effect.suspend(() => this.first.load(image))
    )
  }
}

/**
 * True when another model may have the picture. Not for an address that is forbidden: what one
 * service may not point at is not fetched in the name of another.
 */
const mayLieElsewhere = (error: ImageError): boolean =>
  error._tag === "AssetError" &&
  (error.reason === "NotFound" || error.reason === "Forbidden" || error.reason === "Unreachable")
