/** Dark or light: as the system says, until somebody chooses. */
import { effect, signal } from "@preact/signals"

export type Theme = "system" | "light" | "dark"

const name = "easel-theme"

const order: ReadonlyArray<Theme> = ["system", "light", "dark"]

const isTheme = (text: string | null): text is Theme => order.some((theme) => theme === text)

/** A browser that keeps nothing may refuse even to look. */
const stored = (): Theme => {
  try {
    const text = localStorage.getItem(name)
    return isTheme(text) ? text : "system"
  } catch {
    return "system"
  }
}

export const theme = signal<Theme>(stored())

effect(() => {
  document.documentElement.dataset["theme"] = theme.value
})

export const nextTheme = (): void => {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? "system"
  try {
    localStorage.setItem(name, theme.value)
  } catch {
    // The choice then lasts as long as the page.
  }
}
