/** The contact sheet around its items: one page that runs no program and asks nobody for anything. */
import { createHash } from "node:crypto"
import type { BatchSummary } from "../BatchSummary.js"
import { escape } from "./Html.js"
import { choices, heading, title } from "./PageHead.js"
import { pageStyle } from "./pageStyle.js"

const styleHash = createHash("sha256").update(pageStyle).digest("base64")

const policy = [
  "default-src 'none'",
  "img-src 'self' file:",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

export const begin = (summary: BatchSummary): string =>
  [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n',
    '<meta name="generator" content="Easel">\n',
    `<title>${escape(title(summary))}</title>\n<style>${pageStyle}</style>\n</head>\n<body>\n`,
    heading(summary),
    choices(summary),
    "<main>\n"
  ].join("")

/** `withPictures`: they are shown, not only named. */
export const end = (withPictures: boolean): string => {
  const note = withPictures
    ? "<footer>The thumbnails are the pictures themselves, made small by the browser.</footer>\n"
    : "<footer>The pictures are in an object store, which this page does not ask.</footer>\n"
  return `</main>\n${note}</body>\n</html>\n`
}
