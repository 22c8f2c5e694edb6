import { useEffect, useState } from "preact/hooks"
import { useSession } from "./Session.js"

/** An address of a picture's bytes, for as long as the view is there. */
export const useBlobUrl = (blob: Blob | undefined): string | undefined => {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (blob === undefined) return setUrl(undefined)
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url
}

/** The same for a picture of the gallery. */
export const usePictureUrl = (id: string | undefined): string | undefined => {
  const { library } = useSession()
  const [blob, setBlob] = useState<Blob>()
  useEffect(() => {
    let isCurrent = true
    const load = async (): Promise<void> => {
      const found = id === undefined ? undefined : await library.blob(id)
      if (isCurrent) setBlob(found)
    }
    setBlob(undefined)
    void load()
    return () => {
      isCurrent = false
    }
  }, [id])
  return useBlobUrl(blob)
}
