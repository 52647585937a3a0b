/** Light or dark: as the person chose, else as the machine says. */

import type { Theme } from "../studio/screen";

/** As menus list them. */
export const THEMES: readonly Theme[] = ["light", "dark", "system"];

const KEPT = "flowatlas:theme";

export function keptTheme(): Theme {
  const theme = window.localStorage.getItem(KEPT);
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Show the page in this theme, now and the next time it is opened. */
export function wearTheme(theme: Theme): void {
  if (theme === "system") {
    document.documentElement.removeAttribute("data-theme");
    window.localStorage.removeItem(KEPT);
  } else {
    document.documentElement.setAttribute("data-theme", theme);
    window.localStorage.setItem(KEPT, theme);
  }
}

/** What the theme comes to on this machine. */
export function shownTheme(theme: Theme): "light" | "dark" {
  if (theme !== "system") return theme;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function nextTheme(theme: Theme): Theme {
  return theme === "system" ? "light" : theme === "light" ? "dark" : "system";
}
