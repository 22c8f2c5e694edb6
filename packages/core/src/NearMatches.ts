/** What somebody who wrote an unknown name may have meant. */
export { nearMatches } from "./internal/nearMatches.js"
