/** Prints why a real server can't be run here; nothing when it can. */
import { availability, versionLines } from "./RealGradio.js"

for (const line of versionLines) {
  const here = await availability(line)
  if (!here.available) {
    console.log(here.reason)
    break
  }
}
