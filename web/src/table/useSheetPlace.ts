/** The place in the table and the selection of the page are one: views that are switched keep it. */

import { useRef, useState } from "react";
import { isSameList } from "../lib/store";
import type { Screen } from "../studio/screen";
import { useSelection, useStudio } from "../studio/studio";
import { at, cellAt, cellOf, type Place, pathsAt, spotOf } from "./place";
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
  const wanted = found === null ? place : at(found);
  /** how far down the keyboard is, for when its row goes: then the one that moved up has it */
  const row = useRef(0);
  const index = sheet.rows.findIndex((one) => one.key === wanted.cell.row);
  if (index >= 0) row.current = index;
  const now = index >= 0 ? wanted : at(cellAt(sheet, { ...spotOf(sheet, wanted.cell), row: row.current }));
  const go: Go = (next, also = {}) => {
    own.current = pathsAt(sheet, next);
    setPlace(next);
    screen.set({ ...also, selection: own.current });
  };
  return [now, go];
}
