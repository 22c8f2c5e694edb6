import { Icon } from "../Icon.js"
import { useSession } from "../Session.js"
import { DialogFrame } from "./DialogFrame.js"

const keys = [
  ["Ctrl or ⌘ + Enter", "Generate"],
  ["← ↑ → ↓", "Move among the pictures"],
  ["Enter", "Open the picture"],
  ["i", "Details of the picture"],
  ["c", "Compare: once for each of two pictures"],
  ["s", "Star"],
  ["Delete", "Delete"],
  ["Escape", "Close"],
  ["?", "These keys"]
]

export const KeysDialog = () => {
  const { dialogs } = useSession()
  return (
    <DialogFrame class="keys" label="Keys" onClose={dialogs.close}>
      <div class="toolbar">
        <h2>Keys</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={dialogs.close}>
          <Icon name="close" />
        </button>
      </div>
      <dl>
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </DialogFrame>
  )
}
