/** How the pages of a presentation are turned: by arrows, space, page keys and what clickers send. */

export type Turn = "next" | "previous" | "first" | "last" | "leave";

const KEYS: Readonly<Record<string, Turn>> = {
  ArrowRight: "next",
  ArrowDown: "next",
  PageDown: "next",
  ArrowLeft: "previous",
  ArrowUp: "previous",
  PageUp: "previous",
  Backspace: "previous",
  Home: "first",
  End: "last",
  Escape: "leave",
};

export function turnOf(event: KeyboardEvent): Turn | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const isOnButton = event.target instanceof HTMLButtonElement;
  if (event.key === " " || event.key === "Enter") return isOnButton ? null : event.shiftKey ? "previous" : "next";
  return KEYS[event.key] ?? null;
}

/** The page after a turn; the first and the last are ends. */
export function turned(at: number, count: number, turn: Exclude<Turn, "leave">): number {
  const places = { next: at + 1, previous: at - 1, first: 0, last: count - 1 };
  return Math.max(0, Math.min(places[turn], count - 1));
}
