import * as Either from "effect/Either"
import { InvalidRequest, ModelNotFound } from "../ImageError.js"
import { Warning } from "../ImageEvent.js"
import * as ImageSize from "../ImageSize.js"
import type { ModelInfo, NumberRange } from "../ModelInfo.js"
import { nearMatches } from "./nearMatches.js"
import type { RequestFields } from "./parseRequest.js"

/**
 * Holds a request against a model. What the model can't do is refused, the first refusal counting,
 * or dropped with a warning when the caller is lenient.
 */
export class Check {
  readonly warnings: Array<Warning> = []
  refusal: InvalidRequest | ModelNotFound | undefined

  constructor(
    private readonly info: ModelInfo,
    private readonly lenient: boolean
  ) {}

  private refuse<A>(error: InvalidRequest | ModelNotFound, instead: A, consequence: string): A {
    if (this.lenient) {
      const message = `${error.message}; ${consequence}`
      this.warnings.push(new Warning({ code: "Unsupported", message }))
    } else {
      this.refusal ??= error
    }
    return instead
  }

  /** The value, when the model takes it. `most` is how many it takes, for the message. */
  supported<A>(option: string, value: A | undefined, takes: boolean, most?: number): A | undefined {
    if (takes || value === undefined) return value
    const reason = most
      ? `${this.info.label} takes at most ${most}`
      : `${this.info.label} does not take it`
    return this.refuse(new InvalidRequest({ option, reason }), undefined, "left out")
  }

  /** What only means something for an edit. */
  ofEdit<A>(option: string, value: A | undefined, isEdit: boolean): A | undefined {
    if (isEdit || value === undefined) return value
    const reason = "there are no input pictures to edit"
    return this.refuse(new InvalidRequest({ option, reason }), undefined, "left out")
  }

  /** The value, or the range's default. */
  range(
    option: string,
    value: number | undefined,
    range: NumberRange | undefined
  ): number | undefined {
    if (range === undefined) return this.supported(option, value, false)
    if (value === undefined) return range.default
    if (value >= range.minimum && value <= range.maximum) return value
    const legal = Math.min(range.maximum, Math.max(range.minimum, value))
    const reason = `${value} is outside ${range.minimum} to ${range.maximum}`
    const error = new InvalidRequest({ option, reason, legal: String(legal) })
    return this.refuse(error, legal, `${legal} is used`)
  }

  /** The model's full name. */
  model(name: string | undefined): string {
    const { info } = this
    if (name === undefined || name === info.name || info.aliases.includes(name)) return info.name
    const near = nearMatches(name, info.names)
    const error = new ModelNotFound({
      name,
      near: near.length > 0 ? near : [info.name],
      provider: info.provider
    })
    return this.refuse(error, info.name, `${info.name} is used`)
  }

  /** The size by the rule of `ImageSize`. */
  size(request: RequestFields): ImageSize.ImageSize {
    const capability = this.info.takes.size
    const size = ImageSize.resolve(capability, request)
    if (Either.isLeft(size)) {
      const nearest = ImageSize.nearest(capability, ImageSize.wanted(capability, request))
      return this.refuse(size.left, nearest, `${ImageSize.format(nearest)} is used`)
    }
    if (size.right.fitted !== undefined) {
      this.warnings.push(new Warning({ code: "SizeFitted", message: size.right.fitted }))
    }
    return size.right
  }
}
