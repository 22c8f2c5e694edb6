/** What is on its way, then the pictures, newest first. */
import { useEffect, useRef, useState } from "preact/hooks"
import { everything } from "../gallery/search.js"
import { GalleryBar } from "./GalleryBar.js"
import { useSession } from "./Session.js"
import { LiveTile } from "./tiles/LiveTile.js"
import { PictureTile } from "./tiles/PictureTile.js"

/** Pictures that are shown at first, and that come with each scroll to the end. */
const portion = 60

/** Near the end of what is shown, more is shown. */
const More = ({ onMore }: { onMore: () => void }) => {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) onMore()
      },
      { rootMargin: "600px" }
    )
    if (button.current !== null) observer.observe(button.current)
    return () => observer.disconnect()
  })
  return (
    <button type="button" class="more" ref={button} onClick={onMore}>
      Show more
    </button>
  )
}

const Empty = () => {
  const { library, query } = useSession()
  if (library.pictures.value.size === 0) {
    return (
      <div class="empty">
        <svg class="easel" viewBox="0 0 64 64" aria-hidden="true">
          <path d="M32 8v8M14 16h36v26H14zM22 42l-6 16M42 42l6 16M32 42v12" />
        </svg>
        <p class="lead">Nothing on the easel yet.</p>
        <p>Write what you would like to see, and press Generate.</p>
      </div>
    )
  }
  return (
    <div class="empty">
      <p class="lead">No picture is like that.</p>
      <button
        type="button"
        onClick={() => {
          query.value = everything
        }}
      >
        Show all
      </button>
    </div>
  )
}

/** Says that the next picture that is chosen will be compared. */
const Marked = () => {
  const { marked } = useSession().dialogs
  if (marked.value === undefined) return null
  return (
    <div class="marked" role="status">
      <span>Choose a second picture to compare.</span>
      <button
        type="button"
        onClick={() => {
          marked.value = undefined
        }}
      >
        Never mind
      </button>
    </div>
  )
}

export const Gallery = () => {
  const { found, library, query, selected } = useSession()
  const [shown, setShown] = useState(portion)
  useEffect(() => setShown(portion), [query.value])
  const live = [...library.generations.value.values()].sort(
    (a, b) => b.peek().createdAt - a.peek().createdAt
  )
  const pictures = found.value
  const current = pictures.some(({ id }) => id === selected.value)
    ? selected.value
    : pictures[0]?.id
  return (
    <main id="gallery" tabIndex={-1} aria-label="Pictures">
      <GalleryBar />
      {live.length === 0 && pictures.length === 0 ? (
        <Empty />
      ) : (
        <ul class="grid">
          {live.map((generation) => (
            <LiveTile key={generation.peek().id} generation={generation} />
          ))}
          {pictures.slice(0, shown).map((picture) => (
            <PictureTile key={picture.id} picture={picture} isCurrent={picture.id === current} />
          ))}
        </ul>
      )}
      {shown < pictures.length && <More onMore={() => setShown(shown + portion)} />}
      <Marked />
    </main>
  )
}
