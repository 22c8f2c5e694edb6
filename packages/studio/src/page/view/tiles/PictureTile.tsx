import { duration } from "../../gallery/format.js"
import { type Picture, tookOf } from "../../gallery/Picture.js"
import { Icon } from "../Icon.js"
import { useSession } from "../Session.js"
import { usePictureUrl } from "../useMedia.js"
import { Frame } from "./Frame.js"

export const tileId = (id: string): string => `tile-${id}`

const Actions = ({ isCurrent, picture }: { isCurrent: boolean; picture: Picture }) => {
  const { dialogs, remove, star } = useSession()
  const { id, receipt, starred } = picture
  const isMarked = dialogs.marked.value === id
  // Tab reaches the buttons of one picture only; the arrows lead to the others.
  const tabIndex = isCurrent ? 0 : -1
  return (
    <div class="tile-actions">
      <button
        type="button"
        class="icon-button"
        tabIndex={tabIndex}
        aria-pressed={starred}
        aria-label={`Star ${receipt.prompt}`}
        title="Star (s)"
        onClick={() => void star(picture)}
      >
        <Icon name="star" filled={starred} />
      </button>
      <button
        type="button"
        class="icon-button"
        tabIndex={tabIndex}
        aria-pressed={isMarked}
        aria-label={`Compare ${receipt.prompt}`}
        title="Compare (c)"
        onClick={() => dialogs.compare(id)}
      >
        <Icon name="compare" />
      </button>
      <button
        type="button"
        class="icon-button"
        tabIndex={tabIndex}
        aria-label={`Delete ${receipt.prompt}`}
        title="Delete"
        onClick={() => void remove(picture)}
      >
        <Icon name="trash" />
      </button>
    </div>
  )
}

export const PictureTile = ({ isCurrent, picture }: { isCurrent: boolean; picture: Picture }) => {
  const { dialogs, selected } = useSession()
  const { id, label, receipt, starred } = picture
  const url = usePictureUrl(id)
  const isMarked = dialogs.marked.value === id
  return (
    <Frame
      size={picture}
      state={isMarked ? "Marked" : starred ? "Starred" : "Done"}
      caption={
        <>
          <span class="model">{label}</span>
          <span>{duration(tookOf(picture))}</span>
        </>
      }
    >
      <div class="canvas">
        <button
          type="button"
          class="open"
          id={tileId(id)}
          data-picture={id}
          tabIndex={isCurrent ? 0 : -1}
          onFocus={() => {
            selected.value = id
          }}
          onClick={() => {
            selected.value = id
            dialogs.current.value = { kind: "Picture", id }
          }}
        >
          {url === undefined ? (
            <span class="hidden">{receipt.prompt}</span>
          ) : (
            <img src={url} alt={receipt.prompt} decoding="async" />
          )}
        </button>
        <Actions isCurrent={isCurrent} picture={picture} />
      </div>
    </Frame>
  )
}
