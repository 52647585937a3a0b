/** Where the keyboard is in the table and what is selected: a range of cells, or whole rows. */

import { split } from "../lib/path";
import { cellPath, isOpen, NAME, type Row, type Sheet } from "./sheet";

/** A cell by its row and column. */
export interface Cell {
  readonly row: string;
  readonly column: string;
}

export interface Place {
  readonly cell: Cell;
  /** the other end of the range */
  readonly from: Cell;
  readonly isRows: boolean;
  /** the column in which a run of Tabs began; Enter goes back to it, one row lower */
  readonly tabsFrom?: string;
}

/** Rows and columns by number, ends included. */
export interface Range {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Spot {
  readonly row: number;
  readonly column: number;
}

export function at(cell: Cell): Place {
  return { cell, from: cell, isRows: false };
}

/** A place that was come to by Tab. */
export function byTab(cell: Cell, from: Place): Place {
  return { ...at(cell), tabsFrom: from.tabsFrom ?? from.cell.column };
}

/** The number of a cell's row and column; the first ones where it is gone. */
export function spotOf(sheet: Sheet, cell: Cell): Spot {
  return {
    row: Math.max(
      0,
      sheet.rows.findIndex((row) => row.key === cell.row),
    ),
    column: Math.max(
      0,
      sheet.columns.findIndex((column) => column.name === cell.column),
    ),
  };
}

export function cellAt(sheet: Sheet, { row, column }: Spot): Cell {
  const within = (index: number, count: number): number => Math.max(0, Math.min(index, count - 1));
  return {
    row: sheet.rows[within(row, sheet.rows.length)]?.key ?? "",
    column: sheet.columns[within(column, sheet.columns.length)]?.name ?? NAME,
  };
}

export function rangeOf(sheet: Sheet, place: Place): Range {
  const [one, other] = [spotOf(sheet, place.cell), spotOf(sheet, place.from)];
  return {
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
    left: place.isRows ? 0 : Math.min(one.column, other.column),
    right: place.isRows ? sheet.columns.length - 1 : Math.max(one.column, other.column),
  };
}

/** The last cell of a range whose values can go elsewhere; null where they cannot, as names. */
export function cornerOf(sheet: Sheet, place: Place): Spot | null {
  const { bottom, right } = rangeOf(sheet, place);
  const [row, column] = [sheet.rows[bottom], sheet.columns[right]];
  if (place.isRows || row === undefined || column === undefined) return null;
  const holds = column.name !== NAME && !column.isCount && cellPath(row, column) !== null;
  return holds ? { row: bottom, column: right } : null;
}

/** All steps in a column, or in those from another one to it; the keyboard stays at the top, so that nothing scrolls away. */
export function columnOf(sheet: Sheet, column: string, from = column): Place {
  const last = sheet.rows.filter((row) => row.kind === "step").at(-1) ?? sheet.rows[0];
  return {
    cell: { row: sheet.rows[0]?.key ?? "", column },
    from: { row: last?.key ?? "", column: from },
    isRows: false,
  };
}

/** A range drawn out to a cell: down or up, or to the sides, whichever is farther. */
export function drawnOut(range: Range, to: Spot): Range {
  const over = Math.max(range.top - to.row, to.row - range.bottom);
  const aside = Math.max(range.left - to.column, to.column - range.right);
  if (Math.max(over, aside) <= 0) return range;
  return over >= aside
    ? { ...range, top: Math.min(range.top, to.row), bottom: Math.max(range.bottom, to.row) }
    : { ...range, left: Math.min(range.left, to.column), right: Math.max(range.right, to.column) };
}

export function rowsIn(sheet: Sheet, range: Range): readonly Row[] {
  return sheet.rows.slice(range.top, range.bottom + 1);
}

/** What is selected as paths, the cell with the keyboard last; a name stands for its step. */
export function pathsAt(sheet: Sheet, place: Place): string[] {
  const range = rangeOf(sheet, place);
  const found = new Set<string>();
  for (const row of rowsIn(sheet, range)) {
    if (place.isRows && row.kind === "step") found.add(row.key);
    for (const column of place.isRows ? [] : sheet.columns.slice(range.left, range.right + 1)) {
      const path = column.name === NAME && row.kind === "step" ? row.key : cellPath(row, column);
      if (path !== null) found.add(path);
    }
  }
  const own = pathOf(sheet, place.cell, place.isRows);
  if (own !== null && found.delete(own)) found.add(own);
  return [...found];
}

/** The cell of a path; null where the table has none. */
export function cellOf(sheet: Sheet, path: string): Cell | null {
  const row = sheet.rows.find((one) => one.kind !== "new" && one.key === rowOf(path));
  if (row === undefined) return null;
  if (row.kind === "final") return { row: row.key, column: "wait_time" };
  const name = split(path)[3] ?? NAME;
  return { row: row.key, column: sheet.columns.some((column) => column.name === name) ? name : NAME };
}

/** The key of the row that a path belongs to. */
export function rowOf(path: string): string {
  return path.split("/").slice(0, 3).join("/");
}

/** Where the keyboard comes to from an arrow, Home, End or a Page key; null for any other key. */
export function stepped(sheet: Sheet, from: Spot, key: string, isFar: boolean, page: number): Spot | null {
  const [lastRow, lastColumn] = [sheet.rows.length - 1, sheet.columns.length - 1];
  switch (key) {
    case "ArrowUp":
      return { ...from, row: isFar ? 0 : from.row - 1 };
    case "ArrowDown":
      return { ...from, row: isFar ? lastRow : from.row + 1 };
    case "ArrowLeft":
      return { ...from, column: isFar ? 0 : from.column - 1 };
    case "ArrowRight":
      return { ...from, column: isFar ? lastColumn : from.column + 1 };
    case "PageUp":
      return { ...from, row: from.row - page };
    case "PageDown":
      return { ...from, row: from.row + page };
    case "Home":
      return { row: isFar ? 0 : from.row, column: 0 };
    case "End":
      return { row: isFar ? lastRow : from.row, column: lastColumn };
    default:
      return null;
  }
}

/**
 * The cell behind (1) or before (-1) another one, row after row; null beyond the ends. From the last step it is in the
 * empty row, where the next step is typed.
 */
export function neighbour(sheet: Sheet, from: Spot, step: 1 | -1): Spot | null {
  const width = sheet.columns.length;
  const index = from.row * width + from.column + step;
  if (index < 0 || index >= sheet.rows.length * width) return null;
  const row = Math.floor(index / width);
  const isPast = row !== from.row && sheet.rows[row]?.kind === "final";
  return { row: isPast ? row + step : row, column: index % width };
}

/** Behind the last step a cell takes nothing but a wait: whoever types on from row to row comes to the next step. */
export function pastClosed(sheet: Sheet, from: Spot, to: Spot): Spot {
  const [row, column] = [sheet.rows[to.row], sheet.columns[to.column]];
  const isClosed = row?.kind === "final" && column !== undefined && !isOpen(row, column);
  return isClosed ? { ...to, row: to.row + Math.sign(to.row - from.row) } : to;
}

function pathOf(sheet: Sheet, cell: Cell, isRows: boolean): string | null {
  const row = sheet.rows.find((one) => one.key === cell.row);
  const column = sheet.columns.find((one) => one.name === cell.column);
  if (row === undefined || column === undefined) return null;
  return row.kind === "step" && (isRows || column.name === NAME) ? row.key : cellPath(row, column);
}
