import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { Notice } from "../Notice.js"

export interface DialogFrameProps {
  readonly label: string
  readonly class: string
  readonly onClose: () => void
  /** Where the focus goes at the end; without, to where it was before. */
  readonly returnTo?: () => HTMLElement | null
  readonly children: ComponentChildren
}

/** A modal dialog. Escape and a click beside it close it. */
export const DialogFrame = ({
  children,
  class: name,
  label,
  onClose,
  returnTo
}: DialogFrameProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => {
      const target = returnTo?.()
      current?.close()
      target?.focus()
    }
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
