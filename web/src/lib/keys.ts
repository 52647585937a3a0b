/** Keyboard shortcuts: written "Mod+Shift+Z", where Mod is Ctrl, or Cmd on a Mac. */

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const SHOWN: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
};

/** Whether an event is this shortcut. */
export function isPressed(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut.split("+");
  // "Mod++" and "+" mean the plus sign itself.
  const key = shortcut.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  const mod = IS_MAC ? event.metaKey : event.ctrlKey;
  const other = IS_MAC ? event.ctrlKey : event.metaKey;
  if (mod !== parts.includes("Mod") || other || event.altKey !== parts.includes("Alt")) return false;
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isSign && event.shiftKey !== parts.includes("Shift")) return false;
  return event.key === key || (key.length === 1 && event.key.toLowerCase() === key.toLowerCase());
}

/** Leave the keys that choose and confirm what an input method composes to that method: Enter ends nothing then. */
export function ignoreComposing(): void {
  const handle = (event: KeyboardEvent): void => {
    // Safari tells the Enter that ends a composition as one after it, with the number of all its keys.
    if (event.isComposing || (event.key === "Enter" && event.keyCode === 229)) event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", handle, { capture: true });
}

/** Whether an event is a letter or a digit alone, which is what typing is made of. */
export function isLetter(event: KeyboardEvent): boolean {
  return /^[\p{L}\p{N}]$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** A shortcut as it is printed on keys. */
export function shownKeys(shortcut: string): string {
  const key = shortcut.endsWith("+") ? "+" : (shortcut.split("+").at(-1) ?? "");
  const words = [
    ...(shortcut.includes("Mod+") ? [IS_MAC ? "⌘" : "Ctrl"] : []),
    ...(shortcut.includes("Alt+") ? [IS_MAC ? "⌥" : "Alt"] : []),
    ...(shortcut.includes("Shift+") ? [IS_MAC ? "⇧" : "Shift"] : []),
    SHOWN[key] ?? (key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key),
  ];
  return words.join(IS_MAC ? "" : "+");
}

/** Whether somebody is typing text, so that letters are letters. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)) ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
