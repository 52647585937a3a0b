/** The history as the page holds it: pages of changes put together, the latest first. */

import type { Entry, History } from "../generated/protocol";

/** What is known of the history with a page of it; the page is right where both tell of the same change. */
export function merged(known: History | null, page: History, isLatest: boolean): History {
  if (known === null) return page;
  const newest = page.entries[0]?.n ?? -1;
  const oldest = page.entries.at(-1)?.n ?? Number.POSITIVE_INFINITY;
  const others = known.entries.filter((entry) => entry.n > newest || entry.n < oldest);
  // A gap between the latest page and what is known would hide changes: then what is known is given up.
  const isGap = isLatest && page.has_more && !known.entries.some((entry) => entry.n >= oldest);
  if (isGap) return page;
  const entries = [...page.entries, ...others].sort((one, other) => other.n - one.n);
  const isOldest = entries.at(-1)?.n === page.entries.at(-1)?.n;
  return { entries, has_more: isOldest ? page.has_more : known.has_more };
}

/** What a change was, in one line: what it was called, else the first thing that it did. */
export function heading(entry: Entry): string {
  return entry.label === "" ? (entry.sentences[0] ?? "") : entry.label;
}

/** What a change did, besides its heading. */
export function details(entry: Entry): readonly string[] {
  return entry.label === "" ? entry.sentences.slice(1) : entry.sentences.filter((sentence) => sentence !== entry.label);
}
