/** Asks for the key of a gateway that wants one. */
import { useState } from "preact/hooks"
import { useSession } from "../Session.js"
import { DialogFrame } from "./DialogFrame.js"

export const AccessDialog = () => {
  const { access } = useSession()
  const [key, setKey] = useState("")
  const isRefused = access.wanted.value === "Refused"
  return (
    <DialogFrame class="access" label="Key of the gateway" onClose={access.decline}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (key.trim() !== "") access.give(key.trim())
        }}
      >
        <h2>{isRefused ? "The gateway does not know this key" : "The gateway wants a key"}</h2>
        <p class="hint" id="access-hint">
          It is kept until you close this tab, and sent to this gateway only.
        </p>
        <label for="access-key">Key</label>
        <input
          id="access-key"
          type="password"
          autoComplete="off"
          aria-describedby="access-hint"
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <div class="actions">
          <button class="primary">Continue</button>
          <button type="button" class="quiet" onClick={access.decline}>
            Not now
          </button>
        </div>
      </form>
    </DialogFrame>
  )
}
