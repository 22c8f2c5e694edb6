/** A short name for a file that says what the picture shows. */
import * as Slug from "@easel/core/Slug"

/** The slug of a text; one without letters and digits is a picture. */
export const slug = (text: string): string => Slug.slug(text) || "picture"
