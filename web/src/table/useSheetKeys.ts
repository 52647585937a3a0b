/** The keys of a spreadsheet. */

import { type KeyboardEvent, useRef } from "react";
import { flushSync } from "react-dom";
import { isLetter } from "../lib/keys";
import { texts } from "../texts/table";
import { at, byTab, cellAt, columnOf, neighbour, type Place, pastClosed, spotOf, stepped } from "./place";
import { isOpen, NAME, type Sheet } from "./sheet";
import type { SheetActions } from "./useSheetActions";
import type { Go } from "./useSheetPlace";

/** Keys that only begin a letter: accents, and those of input methods. */
const COMPOSING = new Set(["Dead", "Process"]);

interface Keys {
  readonly sheet: Sheet;
  readonly place: Place;
  readonly go: Go;
  readonly actions: SheetActions;
  /** begin to type in the cell: with this text, or with what stands there */
  readonly type: (text: string | null) => void;
  readonly mayEdit: boolean;
  readonly tell: (words: string) => void;
  readonly table: { readonly current: HTMLTableElement | null };
}

export function useSheetKeys({ sheet, place, go, actions, type, mayEdit, tell, table }: Keys): {
  onKeyDown: (event: KeyboardEvent) => void;
} {
  /** After Escape the Tab key leaves the table, so that nobody is caught in it. */
  const isLeaving = useRef(false);
  const spot = spotOf(sheet, place.cell);

  const typeHere = (text: string | null): boolean => {
    const row = sheet.rows[spot.row];
    const column = sheet.columns[spot.column];
    if (row === undefined || column === undefined || !isOpen(row, column)) return false;
    // Letters are commands for whoever cannot type here.
    if (!mayEdit && /\p{L}/u.test(text ?? "")) return false;
    // A range stays marked elsewhere; what is typed goes into the cell with the keyboard.
    if (place.isRows) go(at(place.cell));
    type(text);
    return true;
  };

  const tab = (isBack: boolean): boolean => {
    const next = neighbour(sheet, spot, isBack ? -1 : 1);
    if (isLeaving.current || next === null) return false;
    go(byTab(cellAt(sheet, next), place));
    return true;
  };

  const walk = (event: KeyboardEvent): boolean => {
    const next = stepped(sheet, spot, event.key, event.ctrlKey || event.metaKey, pageOf(table.current));
    if (next === null || event.altKey) return false;
    const cell = cellAt(sheet, next);
    go(event.shiftKey ? { ...place, cell } : at(cell));
    return true;
  };

  const selectAll = (): boolean => {
    go(columnOf(sheet, NAME, sheet.columns.at(-1)?.name));
    return true;
  };

  const handled = (event: KeyboardEvent): boolean => {
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === "Tab") return tab(event.shiftKey);
    if (walk(event)) return true;
    if (isMod && event.key.toLowerCase() === "a") return selectAll();
    if (isMod && event.key === " ") {
      if (event.shiftKey) return selectAll();
      go(columnOf(sheet, place.cell.column, place.from.column));
      return true;
    }
    if (isMod && !event.shiftKey && event.key.toLowerCase() === "r") return mayEdit && actions.fillRight();
    if (isMod || event.altKey) return false;
    if (event.key === "Enter" && event.shiftKey) {
      go(at(cellAt(sheet, pastClosed(sheet, spot, { ...spot, row: spot.row - 1 }))));
      return true;
    }
    if (event.key === "Enter" || event.key === "F2") return typeHere(null);
    if (COMPOSING.has(event.key)) {
      // The cell must be open before the key does anything, so that what it begins is composed there.
      flushSync(() => typeHere(""));
      return false;
    }
    if (event.key === " " && event.shiftKey) {
      go({ ...place, isRows: true });
      return true;
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      actions.clear();
      return true;
    }
    if (event.key.length !== 1) return false;
    if (typeHere(event.key)) return true;
    // What is typed without looking must not be taken for commands, where the cell takes nothing.
    const isLost = mayEdit && isLetter(event.nativeEvent);
    if (isLost) tell(texts.takesNothing);
    return isLost;
  };

  return {
    onKeyDown: (event) => {
      if (event.defaultPrevented) return;
      if (event.key === "Escape") {
        isLeaving.current = true;
        if (place.isRows || place.from !== place.cell) go(at(place.cell));
        return;
      }
      if (handled(event)) event.preventDefault();
      if (event.key !== "Tab" && event.key !== "Shift") isLeaving.current = false;
    },
  };
}

/** How many rows are in sight. */
function pageOf(table: HTMLTableElement | null): number {
  const row = table?.tBodies[0]?.rows[0]?.offsetHeight ?? 0;
  const sight = table?.parentElement?.clientHeight ?? 0;
  return row === 0 ? 10 : Math.max(1, Math.floor(sight / row) - 2);
}
