// Puts so many bytes under a name; the parent may kill it at any moment.
import * as FileOutput from "@easel/batch/FileOutput"
import { Effect } from "effect"

const [folder, name, size] = process.argv.slice(2)
const place = await Effect.runPromise(FileOutput.open(folder))
await Effect.runPromise(place.put(name, new Uint8Array(Number(size)).fill(7), "image/png"))
