/** The keys of the page. Letters mean something only where nobody is typing. */
import { useEffect } from "preact/hooks"
import { neighbours } from "./dialogs/PictureDialog.js"
import { moveIn } from "./moveIn.js"
import { type Session, useSession } from "./Session.js"
import { tileId } from "./tiles/PictureTile.js"

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && target.type !== "file")

/** The picture that a key is about: the open one, else the one that has the focus. */
const subject = ({ dialogs, library, selected }: Session) => {
  const dialog = dialogs.current.value
  const focused = document.activeElement
  const id =
    dialog?.kind === "Picture"
      ? dialog.id
      : focused instanceof HTMLElement && focused.closest("#gallery .tile") !== null
        ? selected.value
        : undefined
  return id === undefined ? undefined : library.pictures.value.get(id)
}

const turn = (session: Session, id: string, key: string): boolean => {
  const { next, previous } = neighbours(session.found.value, id)
  const other = key === "ArrowLeft" ? previous : key === "ArrowRight" ? next : undefined
  if (other === undefined) return false
  session.dialogs.current.value = { kind: "Picture", id: other }
  return true
}

const showDetails = ({ dialogs }: Session, id: string): void => {
  const isOpen = dialogs.current.value?.kind === "Picture"
  dialogs.details.value = isOpen ? !dialogs.details.value : true
  dialogs.current.value = { kind: "Picture", id }
}

const compare = ({ dialogs }: Session, id: string): void => {
  const isFirst = dialogs.marked.value === undefined
  dialogs.compare(id)
  if (isFirst) dialogs.close()
}

/** The next picture takes the focus of one that is deleted. */
const remove = (session: Session, id: string): void => {
  const { next, previous } = neighbours(session.found.value, id)
  const picture = session.library.pictures.value.get(id)
  if (picture === undefined) return
  const other = next ?? previous
  if (session.dialogs.current.value?.kind === "Picture") {
    session.dialogs.current.value = other === undefined ? undefined : { kind: "Picture", id: other }
  } else if (other !== undefined) {
    document.getElementById(tileId(other))?.focus()
  }
  void session.remove(picture)
}

/** True when the key meant something. */
const press = (session: Session, key: string): boolean => {
  const { dialogs } = session
  const dialog = dialogs.current.value
  if (key === "?") {
    if (dialog === undefined) dialogs.current.value = { kind: "Keys" }
    return dialog === undefined
  }
  if (dialog !== undefined && dialog.kind !== "Picture") return false
  if (key === "Escape" && dialog === undefined) {
    const isMarked = dialogs.marked.value !== undefined
    dialogs.marked.value = undefined
    return isMarked
  }
  const picture = subject(session)
  if (key.startsWith("Arrow")) {
    if (dialog?.kind === "Picture") return turn(session, dialog.id, key)
    return moveIn(document.getElementById("gallery"), key)
  }
  if (picture === undefined) return false
  switch (key) {
    case "i":
      showDetails(session, picture.id)
      return true
    case "c":
      compare(session, picture.id)
      return true
    case "s":
      void session.star(picture)
      return true
    case "Delete":
      remove(session, picture.id)
      return true
    default:
      return false
  }
}

export const useKeys = (): void => {
  const session = useSession()
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isCommand = event.ctrlKey || event.metaKey
      if (isCommand && event.key === "Enter" && session.dialogs.current.value === undefined) {
        event.preventDefault()
        void session.generate()
        return
      }
      if (isCommand || event.altKey || isTyping(event.target)) return
      if (press(session, event.key)) event.preventDefault()
    }
    document.addEventListener("keydown", listen)
    return () => document.removeEventListener("keydown", listen)
  }, [session])
}
