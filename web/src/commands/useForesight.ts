/** What the keys would do next is worked out before they are pressed: of the commands whose changes are known, undo and redo. */

import { useEffect } from "react";
import { isSameList } from "../lib/store";
import { isOnItsWay } from "../room/document";
import { useDocument, useScreen, useSelection, useStudio } from "../studio/studio";
import { at, COMMANDS, isPossible } from "./registry";

export function useForesight(): void {
  const studio = useStudio();
  const n = useDocument((document) => document.n);
  const selection = useSelection();
  const isTyping = useScreen((screen) => screen.typing !== null);
  const isWaiting = useDocument(isOnItsWay);
  const verbs = useDocument(({ canUndo, canRedo }) => [canUndo && "undo", canRedo && "redo"] as const, isSameList);
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another state, or with something else chosen, all comes out differently
  useEffect(() => {
    if (isTyping || isWaiting) return;
    const place = at(studio);
    const edits = COMMANDS.flatMap((command) =>
      command.changes !== undefined && isPossible(command, place) ? [command.changes(place)] : [],
    ).filter((changes) => changes.length > 0);
    studio.room.foresee(
      edits,
      verbs.filter((verb) => verb !== false),
    );
  }, [studio, n, selection, isTyping, isWaiting, verbs]);
}
