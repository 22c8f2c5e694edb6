import * as MediaType from "@easel/core/MediaType"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { OpenAiHost } from "../OpenAiHost.js"
import type { OpenAiOptions } from "../OpenAiOptions.js"

const defaultPreviews = 2

/** Previews to ask for; 0 when the answer is to be one piece of JSON. */
export const previewsOf = (host: OpenAiHost, { partialImages }: OpenAiOptions): number =>
  host.streams ? (partialImages ?? defaultPreviews) : 0

/** The fields of a request; those that are undefined are not sent. */
export const fieldsOf = (
  host: OpenAiHost,
  request: ResolvedRequest<OpenAiOptions>
): Readonly<Record<string, unknown>> => {
  const { options } = request
  const previews = previewsOf(host, options)
  return {
    model: request.model,
    prompt: host.prompt?.(request.prompt, request) ?? request.prompt,
    n: request.count,
    ...host.fields(request),
    response_format: host.responseFormat,
    output_format: request.outputFormat?.replace("image/", ""),
    quality: options.quality,
    background: options.background,
    output_compression: options.outputCompression,
    moderation: options.moderation,
    input_fidelity: options.inputFidelity,
    complexity: options.complexity,
    safety_identifier: options.safetyIdentifier,
    ...(previews > 0 ? { stream: true, partial_images: previews, ...host.streamFields } : {}),
    ...options.extra
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

/** A picture as a file, named after what it is. */
const append = (form: FormData, field: string, bytes: Uint8Array): void => {
  const type = MediaType.detect(bytes)
  const name = type === undefined ? field : `picture.${MediaType.extension(type)}`
  form.append(field, new Blob([new Uint8Array(bytes)], type === undefined ? {} : { type }), name)
}

/** The same as a form with the pictures to edit: one as `image`, several as `image[]`. */
export const formOf = (
  fields: Readonly<Record<string, unknown>>,
  { images, mask }: Pick<ResolvedRequest, "images" | "mask">
): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, text(value))
  }
  for (const bytes of images) append(form, images.length === 1 ? "image" : "image[]", bytes)
  if (mask !== undefined) append(form, "mask", mask)
  return form
}
