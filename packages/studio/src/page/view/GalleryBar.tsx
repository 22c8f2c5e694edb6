/** Search, and what narrows the gallery down. */
import { modelOf } from "../gallery/search.js"
import { Icon } from "./Icon.js"
import { useSession } from "./Session.js"

const plural = (count: number): string => (count === 1 ? "1 picture" : `${count} pictures`)

const ModelFilter = () => {
  const { library, query } = useSession()
  const models = new Map(
    [...library.pictures.value.values()].map((picture) => [modelOf(picture), picture.label])
  )
  if (models.size < 2) return null
  return (
    <select
      aria-label="Model of the pictures"
      value={query.value.model}
      onChange={(event) => {
        query.value = { ...query.value, model: event.currentTarget.value }
      }}
    >
      <option value="">All models</option>
      {[...models].map(([key, label]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  )
}

export const GalleryBar = () => {
  const { found, library, query } = useSession()
  const { starred, text } = query.value
  const all = library.pictures.value.size
  const shown = found.value.length
  return (
    <div class="gallery-bar" role="search">
      <div class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Search pictures by prompt, model, provider or seed"
          placeholder="Search"
          value={text}
          onInput={(event) => {
            query.value = { ...query.value, text: event.currentTarget.value }
          }}
        />
      </div>
      <ModelFilter />
      <button
        type="button"
        class="toggle"
        aria-pressed={starred}
        onClick={() => {
          query.value = { ...query.value, starred: !starred }
        }}
      >
        <Icon name="star" filled={starred} /> Starred
      </button>
      <p class="count" role="status">
        {shown === all ? plural(all) : `${shown} of ${plural(all)}`}
      </p>
    </div>
  )
}
