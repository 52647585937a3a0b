/** What was copied last on this page: pasting from a menu, browsers hand over only its text. */

let last = { text: "", whole: "", isCells: false };

/** `isCells`: in a table they are cells that go where the keyboard is. */
export function remember(text: string, whole: string, isCells = false): void {
  last = { text, whole, isCells };
}

/** All that was copied as this text; the text itself where it comes from elsewhere. */
export function wholeOf(text: string): string {
  return last.text !== "" && text.replaceAll("\r", "") === last.text ? last.whole : text;
}

/** The steps that were copied as wholes as this text; '' where it is cells, or comes from elsewhere. */
export function stepsOf(text: string): string {
  return last.isCells || wholeOf(text) === text ? "" : last.whole;
}

/** For pages that may not read the clipboard: over a network without https. */
export function lastCopied(): string {
  return last.whole;
}
