import type { ModelInfo } from "../ModelInfo.js"

/** `provider:model`. */
export const nameOf = ({ name, provider }: ModelInfo): string => `${provider}:${name}`
