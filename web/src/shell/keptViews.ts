/** The views on the screen, kept for this tab, so that loading the page again shows the same. */

const FIRST: readonly string[] = ["practice"];

export function keptViews(key: string): readonly string[] {
  const names = (window.sessionStorage.getItem(place(key)) ?? "").split("\n").filter((name) => name !== "");
  return names.length > 0 ? names.slice(0, 2) : FIRST;
}

export function keepViews(key: string, views: readonly string[]): void {
  window.sessionStorage.setItem(place(key), views.join("\n"));
}

const place = (key: string): string => `flowatlas:views:${key}`;
