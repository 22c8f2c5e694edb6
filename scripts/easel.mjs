// `npm run easel -- …`: the command line of this checkout, run where the person stands.
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { ensure, root } from "./ensure.mjs"

await ensure()
const bin = join(root, "packages/cli/dist/bin.js")
process.argv[1] = bin
if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
await import(pathToFileURL(bin).href)
