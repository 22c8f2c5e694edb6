import type { ComponentChildren } from "preact"
import type { Size } from "../../wire/Model.js"

export interface FrameProps {
  readonly size: Size
  readonly state: string
  readonly caption: ComponentChildren
  readonly children: ComponentChildren
}

/** Extreme shapes get no more room than these. */
const ratioOf = ({ height, width }: Size): number => Math.min(2.4, Math.max(0.5, width / height))

/** A place in the gallery, as wide as its picture's shape asks for. */
export const Frame = ({ caption, children, size, state }: FrameProps) => (
  <li class="tile" data-state={state} style={{ "--ratio": String(ratioOf(size)) }}>
    {children}
    <div class="caption">{caption}</div>
  </li>
)
