/** An edit that was refused: why, and where. */

import type { Edit, Refused } from "../generated/protocol";
import { BEHIND, holderOf, lastKey, valueAt } from "../lib/path";
import { placeName } from "../lib/places";
import type { Store } from "../lib/store";
import type { Document } from "../room/document";
import { type Screen, say } from "../studio/screen";
import { texts } from "../texts/people";

/** So long the place is marked. */
const MARKED = 8_000;

/** Say why an edit was refused, and mark what it was about; `place` is what that was called while it was there. */
export function explain(
  screen: Store<Screen>,
  { confirmed }: Document,
  refused: Refused,
  edit: Edit | null,
  place: string,
): void {
  const paths = placesOf(edit);
  const [first] = paths;
  if (first === undefined) {
    say(screen, refused.message, "error");
    return;
  }
  const isGone = valueAt(confirmed, holderOf(first)) === undefined;
  const name = [place, placeName(confirmed, first)].find((one) => one !== "" && one !== first);
  say(screen, isGone ? texts.goneMeanwhile(name) : refused.message, "error");
  screen.set({ refused: paths });
  window.setTimeout(() => screen.set((now) => (now.refused === paths ? { refused: [] } : {})), MARKED);
}

function placesOf(edit: Edit | null): string[] {
  const paths = edit?.changes.map(({ path }) => (lastKey(path) === BEHIND ? holderOf(path) : path));
  return [...new Set(paths)];
}
