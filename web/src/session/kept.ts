/** Whether this tab runs the session of an atlas, kept over a reload. */

const keyOf = (atlas: string): string => `flowatlas:runs:${atlas}`;

export function keepRunning(atlas: string, isRunning: boolean): void {
  if (isRunning) window.sessionStorage.setItem(keyOf(atlas), "yes");
  else window.sessionStorage.removeItem(keyOf(atlas));
}

export function keptRunning(atlas: string): boolean {
  return window.sessionStorage.getItem(keyOf(atlas)) !== null;
}
