// The same through the policies; the cache never has the picture.
import { compose } from "../composed.mjs"
import { openWith } from "./policies-sd35.mjs"

export const open = (baseUrl) => openWith(baseUrl, compose)
