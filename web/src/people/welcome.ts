/** Whether somebody came in by a link just now and was never asked who they are. */

const CAME = "flowatlas:came";
const ASKED = "flowatlas:asked";

export function noteComing(): void {
  window.sessionStorage.setItem(CAME, "1");
}

export function isNew(): boolean {
  return window.sessionStorage.getItem(CAME) !== null && window.localStorage.getItem(ASKED) === null;
}

export function noteAsked(): void {
  window.localStorage.setItem(ASKED, "1");
}
