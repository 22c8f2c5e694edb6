/** Text in a page: nothing that a prompt or a service says becomes markup. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** For text and for attributes in quotes. */
export const escape = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "\ufffd")
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** Facts with their names, the missing ones left out. */
export const list = (
  facts: ReadonlyArray<readonly [name: string, text: string | undefined]>
): string =>
  facts
    .flatMap(([name, text]) =>
      text === undefined || text === ""
        ? []
        : [`<div><dt>${escape(name)}</dt><dd dir="auto">${escape(text)}</dd></div>`]
    )
    .join("")
