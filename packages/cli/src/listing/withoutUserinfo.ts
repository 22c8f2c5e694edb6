/** Removes the user name and password from every address in a text. */
export const withoutUserinfo = (text: string): string =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi, "$1<redacted>@")
