/** Which comments were written in this browser, so that whoever wrote them can delete them. */

const KEY = "flowatlas:comments";
const MOST = 500;

export function noteOwn(id: string): void {
  window.localStorage.setItem(KEY, JSON.stringify([...ownIds(), id].slice(-MOST)));
}

export function isOwn(id: string): boolean {
  return ownIds().includes(id);
}

function ownIds(): string[] {
  // Only this page writes it.
  return JSON.parse(window.localStorage.getItem(KEY) ?? "[]") as string[];
}
