import { useEffect, useState } from "preact/hooks"
import { Icon } from "../Icon.js"
import { useBlobUrl } from "../useMedia.js"
import { Fieldset, fieldId } from "./Field.js"

export interface ImagesFieldProps {
  readonly name: string
  readonly label: string
  readonly hint: string
  /** The most pictures. */
  readonly most: number
  readonly value: ReadonlyArray<Blob>
  /** Whether pictures that are pasted anywhere on the page come here. */
  readonly takesPaste: boolean
  readonly onChange: (value: ReadonlyArray<Blob>) => void
}

const picturesAmong = (files: Iterable<File> | undefined): ReadonlyArray<Blob> =>
  [...(files ?? [])].filter(({ type }) => type.startsWith("image/"))

const Thumbnail = ({
  blob,
  name,
  onRemove
}: {
  blob: Blob
  name: string
  onRemove: () => void
}) => {
  const url = useBlobUrl(blob)
  return (
    <li>
      {url !== undefined && <img src={url} alt={name} />}
      <button type="button" class="icon-button" aria-label={`Remove ${name}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  )
}

/** Pictures that go in: chosen, dropped or pasted. */
export const ImagesField = (props: ImagesFieldProps) => {
  const { hint, label, most, name, onChange, takesPaste, value } = props
  const [isOver, setOver] = useState(false)
  const add = (pictures: ReadonlyArray<Blob>): void => {
    if (pictures.length > 0) onChange([...value, ...pictures].slice(-most))
  }
  useEffect(() => {
    if (!takesPaste) return
    const paste = (event: ClipboardEvent): void => {
      const pictures = picturesAmong(event.clipboardData?.files)
      if (pictures.length === 0) return
      event.preventDefault()
      add(pictures)
    }
    document.addEventListener("paste", paste)
    return () => document.removeEventListener("paste", paste)
  })
  return (
    <Fieldset name={name} label={label}>
      <div
        class="drop"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          add(picturesAmong(event.dataTransfer?.files))
        }}
      >
        {value.length > 0 && (
          <ul class="thumbnails">
            {value.map((blob, index) => (
              <Thumbnail
                key={index}
                blob={blob}
                name={`${label} ${index + 1}`}
                onRemove={() => onChange(value.filter((other) => other !== blob))}
              />
            ))}
          </ul>
        )}
        <label class="choose">
          <Icon name="add" />
          <span>{hint}</span>
          <input
            id={`${fieldId(name)}-file`}
            type="file"
            accept="image/*"
            multiple={most > 1}
            onChange={(event) => {
              add(picturesAmong(event.currentTarget.files ?? undefined))
              event.currentTarget.value = ""
            }}
          />
        </label>
      </div>
    </Fieldset>
  )
}
