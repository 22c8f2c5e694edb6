/**
 * The studio: a page on which people make pictures with the gateway that serves it, through the
 * gateway's own API (`/api`). Everything is part of the page; it loads nothing else, and it keeps
 * what it makes in the browser.
 *
 * ```ts
 * for (const file of Studio.files) serve(file.path, file.mediaType, file.text)
 * ```
 */
import * as bundle from "./internal/bundle.js"

/** A file as it is served. */
export interface StudioFile {
  /** Below the place where the studio is mounted; `""` is the page itself. */
  readonly path: string
  /** For `Content-Type`, character set included. */
  readonly mediaType: string
  readonly text: string
  /** Strong, with its quotes: another text has another one. */
  readonly etag: string
}

/** The whole page: script, style and icon are inside. It asks its own origin for `api/…` only. */
export const page: StudioFile = {
  path: "",
  mediaType: "text/html; charset=utf-8",
  text: bundle.html,
  etag: `"${bundle.digest}"`
}

/** All files. */
export const files: ReadonlyArray<StudioFile> = [page]

/**
 * `Content-Security-Policy` for the page: its own script and style by their hashes, and no
 * connection but to its own origin.
 */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  `script-src '${bundle.scriptHash}'`,
  `style-src '${bundle.styleHash}'`,
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")
