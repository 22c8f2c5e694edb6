/** Which names somebody may have meant, for errors about a name that is not there. */
export { nearMatches } from "./internal/nearMatches.js"
