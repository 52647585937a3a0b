/** What was copied last on this page: pasting from a menu, browsers hand over only its text. */

let last = { text: "", whole: "" };

export function remember(text: string, whole: string): void {
  last = { text, whole };
}

/** All that was copied as this text; the text itself where it comes from elsewhere. */
export function wholeOf(text: string): string {
  return last.text !== "" && text.replaceAll("\r", "") === last.text ? last.whole : text;
}

/** For pages that may not read the clipboard: over a network without https. */
export function lastCopied(): string {
  return last.whole;
}
