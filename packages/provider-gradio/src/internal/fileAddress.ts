/** Where the files of a Space lie. */
export interface SpaceAddress {
  readonly baseUrl: URL
  /** Path before the API routes. */
  readonly prefix: string
}

/** The part of Gradio's file description that says where it lies. */
export interface FileLocation {
  readonly path: string | undefined
  readonly url: string | undefined
}

const isRemote = (path: string): boolean => /^https?:\/\//i.test(path)

const basePath = (space: SpaceAddress): string =>
  space.baseUrl.pathname.replace(/\/+$/, "") + space.prefix

/** True for a file route of the Space itself, be it of one of its replicas. */
const isFileRoute = (space: SpaceAddress, url: URL): boolean => {
  if (url.origin !== space.baseUrl.origin) return false
  const path = url.pathname.replace(/^\/--replicas\/[^/]+/, "")
  return path.startsWith(`${basePath(space)}/file=`)
}

/** The address of a file by its path on the server. The setter encodes what an address needs. */
const build = (space: SpaceAddress, path: string): string => {
  const url = new URL(space.baseUrl.origin)
  url.pathname = `${basePath(space)}/file=${path.replace(/[%\\]/g, encodeURIComponent)}`
  return url.href
}

/**
 * The address of a file, pinned to the Space: Gradio 4.20 to 5.22 gave wrong ones, with a piece of
 * the API route in front or with half of the host cut off. So the path on the server decides, and
 * the address counts only where it is a file route of the Space itself. A file that has no path
 * there, or whose path is an address, lies elsewhere; credentials never follow it.
 */
export const fileAddress = (
  space: SpaceAddress,
  { path, url }: FileLocation
): string | undefined => {
  if (url !== undefined && url.startsWith("data:image/")) return url
  const address =
    url !== undefined && URL.canParse(url, space.baseUrl) ? new URL(url, space.baseUrl) : undefined
  if (address !== undefined && isFileRoute(space, address)) return address.href
  if (path !== undefined && path !== "") return isRemote(path) ? path : build(space, path)
  return address !== undefined && isRemote(address.href) ? address.href : undefined
}
