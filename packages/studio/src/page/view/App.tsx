import { Composer } from "./Composer.js"
import { AccessDialog } from "./dialogs/AccessDialog.js"
import { CompareDialog } from "./dialogs/CompareDialog.js"
import { KeysDialog } from "./dialogs/KeysDialog.js"
import { PictureDialog } from "./dialogs/PictureDialog.js"
import { Gallery } from "./Gallery.js"
import { Icon } from "./Icon.js"
import { useSession } from "./Session.js"
import { Notice } from "./Notice.js"
import { nextTheme, theme } from "./theme.js"
import { useKeys } from "./useKeys.js"

const themes = { system: "Colours of the system", light: "Light colours", dark: "Dark colours" }

const Header = () => {
  const { dialogs } = useSession()
  return (
    <header>
      <a class="skip" href="#gallery">
        To the pictures
      </a>
      <h1>
        <svg class="easel" viewBox="0 0 64 64" aria-hidden="true">
          <path d="M32 8v8M14 16h36v26H14zM22 42l-6 16M42 42l6 16M32 42v12" />
        </svg>
        Easel <span>studio</span>
      </h1>
      <button
        type="button"
        class="icon-button"
        aria-label={themes[theme.value]}
        title={themes[theme.value]}
        onClick={nextTheme}
      >
        <Icon name={theme.value} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => {
          dialogs.current.value = { kind: "Keys" }
        }}
      >
        <Icon name="keys" />
      </button>
    </header>
  )
}

/** A dialog whose pictures are gone is closed. */
const Dialog = () => {
  const { access, dialogs, library } = useSession()
  if (access.wanted.value !== undefined) return <AccessDialog />
  const dialog = dialogs.current.value
  const pictures = library.pictures.value
  switch (dialog?.kind) {
    case undefined:
      return null
    case "Keys":
      return <KeysDialog />
    case "Picture": {
      const picture = pictures.get(dialog.id)
      return picture === undefined ? null : <PictureDialog picture={picture} />
    }
    case "Compare": {
      const [left, right] = [pictures.get(dialog.left), pictures.get(dialog.right)]
      return left && right ? <CompareDialog left={left} right={right} /> : null
    }
  }
}

const troubles = {
  Full: "This browser has no room left. New pictures stay until you close the page: download what you want to keep, or delete others.",
  None: "This browser keeps nothing for this page, as in a private window. Pictures stay until you close it: download what you want to keep."
}

const Trouble = () => {
  const { trouble } = useSession()
  if (trouble.value === undefined) return null
  return (
    <p class="banner" role="alert">
      <Icon name="warning" /> {troubles[trouble.value]}
    </p>
  )
}

export const App = () => {
  const { access, dialogs, notices } = useSession()
  useKeys()
  const isOpen = dialogs.current.value !== undefined || access.wanted.value !== undefined
  return (
    <>
      <Header />
      <Trouble />
      <div class="layout">
        <Composer />
        <Gallery />
      </div>
      <Dialog />
      {isOpen || <Notice />}
      <div class="hidden" role="log" aria-live="polite" aria-atomic="true">
        {notices.heard.value}
      </div>
    </>
  )
}
