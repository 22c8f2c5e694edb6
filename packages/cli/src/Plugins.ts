/** The providers that come with the command line; the first is used when nothing is chosen. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import imagelabs from "@easel/provider-imagelabs"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"

export const builtIn: ReadonlyArray<ImagePlugin> = [sketch, sd35, imagelabs]
