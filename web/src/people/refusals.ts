/** An edit that was refused: why, and where. */

import type { Edit, Refused } from "../generated/protocol";
import { BEHIND, holderOf, lastKey } from "../lib/path";
import { placeName } from "../lib/places";
import type { Store } from "../lib/store";
import type { Document } from "../room/document";
import { type Screen, say } from "../studio/screen";
import { texts } from "../texts/people";

/** So long the place is marked. */
const MARKED = 8_000;

/** Say why an edit was refused, and mark what it was about. */
export function explain(screen: Store<Screen>, { values }: Document, refused: Refused, edit: Edit | null): void {
  const paths = placesOf(edit);
  const [first] = paths;
  const text = first === undefined ? refused.message : texts.refusedAt(placeName(values, first), refused.message);
  say(screen, text, "error");
  if (first === undefined) return;
  screen.set({ refused: paths });
  window.setTimeout(() => screen.set((now) => (now.refused === paths ? { refused: [] } : {})), MARKED);
}

function placesOf(edit: Edit | null): string[] {
  const paths = edit?.changes.map(({ path }) => (lastKey(path) === BEHIND ? holderOf(path) : path));
  return [...new Set(paths)];
}
