/** One picture, as large as the window allows, with its details beside it. */
import { useEffect } from "preact/hooks"
import { remix, useAll } from "../../form/fromPicture.js"
import { duration } from "../../gallery/format.js"
import { fileName, type Picture, tookOf } from "../../gallery/Picture.js"
import { adviceFor } from "../../generation/Advice.js"
import { Icon, type IconName } from "../Icon.js"
import { useSession } from "../Session.js"
import { tileId } from "../tiles/PictureTile.js"
import { usePictureUrl } from "../useMedia.js"
import { DialogFrame } from "./DialogFrame.js"
import { Parameters } from "./Parameters.js"

interface ToolProps {
  readonly icon: IconName
  readonly label: string
  readonly pressed?: boolean
  readonly onClick: () => void
}

const Tool = ({ icon, label, onClick, pressed }: ToolProps) => (
  <button
    type="button"
    class="icon-button"
    aria-label={label}
    title={label}
    aria-pressed={pressed}
    onClick={onClick}
  >
    <Icon name={icon} filled={icon === "star" && pressed === true} />
  </button>
)

/** What is before and after it in the gallery. */
export const neighbours = (pictures: ReadonlyArray<Picture>, id: string) => {
  const index = pictures.findIndex((picture) => picture.id === id)
  return {
    previous: pictures[index - 1]?.id,
    next: index < 0 ? undefined : pictures[index + 1]?.id
  }
}

const Toolbar = ({ picture, url }: { picture: Picture; url: string | undefined }) => {
  const { dialogs, found, remove, star } = useSession()
  const { details } = dialogs
  const show = (id: string | undefined): void => {
    dialogs.current.value = id === undefined ? undefined : { kind: "Picture", id }
  }
  const { next, previous } = neighbours(found.value, picture.id)
  return (
    <div class="toolbar">
      <Tool icon="star" label="Star" pressed={picture.starred} onClick={() => void star(picture)} />
      <Tool
        icon="compare"
        label="Compare"
        pressed={dialogs.marked.value === picture.id}
        onClick={() => {
          const isFirst = dialogs.marked.value === undefined
          dialogs.compare(picture.id)
          if (isFirst) dialogs.close()
        }}
      />
      {url !== undefined && (
        <a
          class="icon-button"
          href={url}
          download={fileName(picture)}
          aria-label="Download the original"
          title="Download the original"
        >
          <Icon name="download" />
        </a>
      )}
      <Tool
        icon="trash"
        label="Delete"
        onClick={() => {
          show(next ?? previous)
          void remove(picture)
        }}
      />
      <Tool
        icon="info"
        label="Details"
        pressed={details.value}
        onClick={() => {
          details.value = !details.value
        }}
      />
      <Tool icon="close" label="Close" onClick={dialogs.close} />
    </div>
  )
}

const Details = ({ picture }: { picture: Picture }) => {
  const { dialogs, form, replaceForm } = useSession()
  const { label, receipt, restarts, warnings } = picture
  const take = (next: typeof form.value, text: string): void => {
    replaceForm(next, text)
    dialogs.close()
  }
  return (
    <aside class="details" aria-label="Details">
      <h2>{label}</h2>
      <p class="hint">
        {receipt.provider}, {duration(tookOf(picture))}
      </p>
      {receipt.note && <p class="note">{receipt.note}</p>}
      {warnings.map((text) => (
        <p class="note" key={text}>
          <Icon name="warning" /> {text}
        </p>
      ))}
      {restarts.map(({ cause, from, to }, index) => (
        <p class="note" key={index}>
          Started over, from {from} to {to}: {adviceFor(cause).title}
        </p>
      ))}
      <div class="actions">
        <button
          type="button"
          class="primary"
          onClick={() => take(useAll(form.value, picture), "The form has all of its parameters")}
        >
          Use all
        </button>
        <button
          type="button"
          onClick={() =>
            take(remix(form.value, picture), "The form has its parameters, all but the seed")
          }
        >
          Remix
        </button>
      </div>
      <Parameters picture={picture} />
    </aside>
  )
}

export const PictureDialog = ({ picture }: { picture: Picture }) => {
  const { dialogs, found, selected } = useSession()
  const { id, receipt } = picture
  const url = usePictureUrl(id)
  const { next, previous } = neighbours(found.value, id)
  useEffect(() => {
    selected.value = id
  }, [id])
  const show = (other: string): void => {
    dialogs.current.value = { kind: "Picture", id: other }
  }
  return (
    <DialogFrame
      class="viewer"
      label={`Picture: ${receipt.prompt}`}
      onClose={dialogs.close}
      returnTo={() => document.getElementById(tileId(selected.peek() ?? ""))}
    >
      <Toolbar picture={picture} url={url} />
      <div class="stage">
        <figure>{url !== undefined && <img src={url} alt={receipt.prompt} />}</figure>
        {previous !== undefined && (
          <button
            type="button"
            class="icon-button turn previous"
            aria-label="Newer picture"
            onClick={() => show(previous)}
          >
            <Icon name="previous" />
          </button>
        )}
        {next !== undefined && (
          <button
            type="button"
            class="icon-button turn next"
            aria-label="Older picture"
            onClick={() => show(next)}
          >
            <Icon name="next" />
          </button>
        )}
      </div>
      {dialogs.details.value && <Details picture={picture} />}
    </DialogFrame>
  )
}
