import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { Notice } from "../Notice.js"

export interface DialogFrameProps {
  readonly label: string
  readonly class: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A modal dialog. Escape and a click beside it close it, and the focus goes back where it was. */
export const DialogFrame = ({ children, class: name, label, onClose }: DialogFrameProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class={name}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {children}
      <Notice />
    </dialog>
  )
}
