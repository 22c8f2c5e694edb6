import { useSession } from "./Session.js"

/** The last short message, with the way back. An open dialog shows it itself: it covers the page. */
export const Notice = () => {
  const { notices } = useSession()
  const notice = notices.current.value
  return (
    <div class="notice" role="status" hidden={notice === undefined}>
      {notice && (
        <>
          <span>{notice.text}</span>
          {notice.undo && (
            <button
              type="button"
              onClick={() => {
                notice.undo?.()
                notices.dismiss()
              }}
            >
              Undo
            </button>
          )}
        </>
      )}
    </div>
  )
}
