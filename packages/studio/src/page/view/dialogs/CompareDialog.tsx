/** Two pictures: side by side, or one over the other with a slider between them. */
import { useState } from "preact/hooks"
import type { Picture } from "../../gallery/Picture.js"
import { Icon } from "../Icon.js"
import { useSession } from "../Session.js"
import { usePictureUrl } from "../useMedia.js"
import { DialogFrame } from "./DialogFrame.js"
import { Comparison } from "./Parameters.js"

interface Pair {
  readonly left: Picture
  readonly right: Picture
}

const Shown = ({ picture, side }: { picture: Picture; side: string }) => {
  const url = usePictureUrl(picture.id)
  return (
    <figure>
      {url !== undefined && <img src={url} alt={`${side}: ${picture.receipt.prompt}`} />}
      <figcaption>{picture.label}</figcaption>
    </figure>
  )
}

const SideBySide = ({ left, right }: Pair) => (
  <div class="pair">
    <Shown picture={left} side="Left" />
    <Shown picture={right} side="Right" />
  </div>
)

const Slider = ({ left, right }: Pair) => {
  const [position, setPosition] = useState(50)
  const [leftUrl, rightUrl] = [usePictureUrl(left.id), usePictureUrl(right.id)]
  return (
    <div
      class="slider"
      style={{
        "--position": `${position}%`,
        "--ratio": String(left.width / left.height)
      }}
    >
      {rightUrl !== undefined && <img src={rightUrl} alt={`Right: ${right.receipt.prompt}`} />}
      {leftUrl !== undefined && (
        <img class="over" src={leftUrl} alt={`Left: ${left.receipt.prompt}`} />
      )}
      <input
        type="range"
        min={0}
        max={100}
        value={position}
        aria-label="How much of the left picture is shown"
        onInput={(event) => setPosition(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}

export const CompareDialog = ({ left, right }: Pair) => {
  const { dialogs } = useSession()
  const [isSlider, setSlider] = useState(false)
  return (
    <DialogFrame class="compare" label="Compare two pictures" onClose={dialogs.close}>
      <div class="toolbar">
        <div class="switch" role="group" aria-label="How to compare">
          <button type="button" aria-pressed={!isSlider} onClick={() => setSlider(false)}>
            Side by side
          </button>
          <button type="button" aria-pressed={isSlider} onClick={() => setSlider(true)}>
            Slider
          </button>
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label="Close"
          title="Close"
          onClick={dialogs.close}
        >
          <Icon name="close" />
        </button>
      </div>
      {isSlider ? <Slider left={left} right={right} /> : <SideBySide left={left} right={right} />}
      <div class="scroll" tabIndex={0} role="region" aria-label="Parameters">
        <Comparison left={left} right={right} />
      </div>
    </DialogFrame>
  )
}
