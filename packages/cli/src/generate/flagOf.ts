/** The flag behind a field of the request, so that an error names what was typed. */
export const flagOf = (option: string): string => {
  if (option === "prompt" || option === "request") return option
  if (option === "size") return "--width, --height"
  if (option === "outputFormat") return "--format"
  const providerOption = /^providerOptions\.[^.]+\.(.+)$/.exec(option)
  if (providerOption !== null) return `--set ${providerOption[1] ?? ""}`
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
