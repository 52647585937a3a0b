/** The place in the table and the selection of the page are one: views that are switched keep it. */

import { useRef, useState } from "react";
import { isSameList } from "../lib/store";
import type { Screen } from "../studio/screen";
import { useSelection, useStudio } from "../studio/studio";
import { at, cellAt, cellOf, type Place, pathsAt } from "./place";
import type { Sheet } from "./sheet";

export type Go = (place: Place, also?: Partial<Screen>) => void;

export function useSheetPlace(sheet: Sheet): [Place, Go] {
  const { screen } = useStudio();
  const selection = useSelection();
  const [place, setPlace] = useState<Place>(() => at(cellAt(sheet, { row: 0, column: 0 })));
  /** what was selected from here; anything else was selected elsewhere */
  const own = useRef<readonly string[]>([]);
  const last = selection.at(-1);
  const found = last === undefined || isSameList(selection, own.current) ? null : cellOf(sheet, last);
  const now = found === null ? place : at(found);
  const go: Go = (next, also = {}) => {
    own.current = pathsAt(sheet, next);
    setPlace(next);
    screen.set({ ...also, selection: own.current });
  };
  return [now, go];
}
