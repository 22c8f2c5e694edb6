/** The providers that come with the command line. Written by `npm run generate`. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import imagelabs from "@easel/provider-imagelabs"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"

/** The first is used when nothing is chosen. */
export const builtIn: ReadonlyArray<ImagePlugin> = [sketch, imagelabs, sd35]
