/** What typing, pasting, clearing and filling in the table change. */

import { type Change, isDifferent, join, valueAt } from "../lib/path";
import { type Field, meaningOf, shownIn, typedIn } from "../lib/schema";
import { added, newId, stepOf, stepsIn } from "../lib/structure";
import type { Tree, Value } from "../lib/tree";
import { fieldNamed, withUnits } from "../picture/pasted";
import { type Range, rowsIn } from "./place";
import { type Column, cellPath, cellValue, counted, isOpen, NAME, type Row, SECTION, type Sheet } from "./sheet";

/** A cell as it is shown. */
export function shownAt(row: Row, column: Column, values: Tree): string {
  const value = cellValue(row, column);
  return column.isCount ? counted(value) : shownIn(column.field, value, row.key, values);
}

/** A cell as its typing starts, and as it is copied. */
export function typedAt(row: Row, column: Column, values: Tree): string {
  const value = cellValue(row, column);
  return column.isCount ? counted(value) : typedIn(column.field, value, row.key, values);
}

/** The change of a cell; none where nothing becomes different. */
export function cellChange(row: Row, column: Column, value: Value): Change[] {
  const path = cellPath(row, column);
  const isSame = JSON.stringify(cellValue(row, column) ?? null) === JSON.stringify(value);
  return path === null || column.isCount || isSame ? [] : [{ path, value }];
}

/** A new step at the end with these fields, and its path; null where all of them are empty. */
export function stepMade(values: Tree, fields: ReadonlyMap<string, Value>): { path: string; changes: Change[] } | null {
  const made = stepsMade(values, [fields]);
  const [path] = made.paths;
  return path === undefined ? null : { path, changes: made.changes };
}

export function cleared(sheet: Sheet, range: Range): Change[] {
  const columns = sheet.columns.slice(range.left, range.right + 1);
  return rowsIn(sheet, range).flatMap((row) => columns.flatMap((column) => cellChange(row, column, null)));
}

/** The cells of a range as text. */
export function copied(sheet: Sheet, range: Range, values: Tree): string[][] {
  const columns = sheet.columns.slice(range.left, range.right + 1);
  return rowsIn(sheet, range).map((row) => columns.map((column) => typedAt(row, column, values)));
}

/** The steps of a range with what stands in its columns; none where their names are not among them. */
export function copiedSteps(sheet: Sheet, range: Range): Map<string, Tree> {
  const columns = sheet.columns.slice(range.left, range.right + 1);
  if (columns[0]?.name !== NAME) return new Map();
  const rows = rowsIn(sheet, range).filter((row) => row.kind === "step");
  const held = (row: Row): [string, Value][] =>
    columns.flatMap(({ name }) => {
      const value = row.record.get(name);
      return value === undefined ? [] : [[name, value]];
    });
  return new Map(rows.map((row) => [row.id, new Map(held(row))]));
}

export interface Pasted {
  readonly changes: readonly Change[];
  readonly range: Range;
  /** the paths of the steps that were made */
  readonly made: readonly string[];
  /** headings of columns that the table does not show */
  readonly unused: readonly string[];
}

/** Whether a text is taken for a cell; `path` is that of the cell, or of one like it in a new step. */
export type Accepts = (column: Column, text: string, path: string) => boolean;

/**
 * Cells written from the upper left of a range on; what goes beyond the last step makes steps. They are repeated where
 * the range holds them several times. What is not accepted leaves its cell as it is.
 */
export function pasted(
  sheet: Sheet,
  range: Range,
  cells: readonly (readonly string[])[],
  values: Tree,
  accepts: Accepts = () => true,
): Pasted {
  const { columns, lines, unused } = underHeadings(sheet, repeated(cells, range));
  const left = columns === null ? range.left : 0;
  const used = columns ?? sheet.columns.slice(range.left);
  const [only] = lines.length === 1 && lines[0]?.length === 1 ? lines[0] : [];
  if (only !== undefined) return filled(sheet, range, only, values, accepts);
  const changes: Change[] = [];
  const records: Map<string, Value>[] = [];
  for (const [index, line] of lines.entries()) {
    const row = sheet.rows[range.top + index];
    const isThere = row?.kind === "step" || (row?.kind === "final" && lines.length === 1);
    const record = new Map<string, Value>();
    for (const [offset, cell] of line.entries()) {
      const column = used[offset];
      if (column === undefined || column.isCount) continue;
      const text = inOneLine(column, cell);
      if (!accepts(column, text, pathFor(row, column))) continue;
      const value = meaningOf(column.field, text, row?.key ?? SECTION, values);
      if (isThere && row !== undefined) changes.push(...cellChange(row, column, value));
      else if (value !== null) record.set(column.name, value);
    }
    if (!isThere) records.push(record);
  }
  const made = stepsMade(values, records);
  const width = Math.max(...lines.map((line) => line.length), 1);
  const right = Math.min(left + width, sheet.columns.length) - 1;
  return {
    changes: [...changes, ...made.changes],
    range: { top: range.top, bottom: range.top + Math.max(lines.length, 1) - 1, left, right },
    made: made.paths,
    unused,
  };
}

/** A cell of several lines; lists are told with commas. */
function inOneLine(column: Column, text: string): string {
  return text.trim().replace(/\s*[\r\n]+\s*/g, column.field.kind === "list" ? ", " : " ");
}

/** The values of the upmost of the selected steps, or of the one above a single one, written into those below. */
export function filledDown(values: Tree, paths: readonly string[]): Change[] {
  const ids = [...stepsIn(values, SECTION).keys()];
  const byField = new Map<string, string[]>();
  for (const path of paths) {
    const step = stepOf(path);
    const name = step === null ? "" : path.slice(join(SECTION, "steps", step.id).length + 1);
    // A name is its step's own; a step that is selected as a whole stands for nothing that could be repeated.
    if (step?.section !== SECTION || name === "" || name === NAME || name.includes("/")) continue;
    byField.set(name, [...(byField.get(name) ?? []), step.id]);
  }
  return [...byField].flatMap(([name, chosen]) => {
    const inOrder = ids.filter((id) => chosen.includes(id));
    const source = inOrder.length > 1 ? inOrder[0] : ids[ids.indexOf(inOrder[0] ?? "") - 1];
    if (source === undefined) return [];
    const value = valueAt(values, join(SECTION, "steps", source, name)) ?? null;
    return inOrder
      .filter((id) => id !== source)
      .map((id): Change => ({ path: join(SECTION, "steps", id, name), value }))
      .filter((change) => isDifferent(values, change));
  });
}

/** The cells of a range, over and over, in the larger one that it was drawn out to; names are each step's own. */
export function filledOut(sheet: Sheet, from: Range, to: Range): Change[] {
  const source = (at: number, first: number, last: number): number => first + mod(at - first, last - first + 1);
  return rowsIn(sheet, to).flatMap((row, down) => {
    const held = sheet.rows[source(to.top + down, from.top, from.bottom)];
    return sheet.columns.slice(to.left, to.right + 1).flatMap((column, along) => {
      const same = sheet.columns[source(to.left + along, from.left, from.right)];
      if (held === undefined || same === undefined || cellPath(held, same) === null || !isAlike(same, column))
        return [];
      return cellChange(row, column, cellValue(held, same) ?? null);
    });
  });
}

/** Whether what stands in one column means the same in the other. */
function isAlike(one: Column, other: Column): boolean {
  const isSame = one.field.kind === other.field.kind && one.field.refersTo === other.field.refersTo;
  return (
    one.name !== NAME && other.name !== NAME && (one.name === other.name || (isSame && one.field.kind !== "choice"))
  );
}

function mod(number: number, by: number): number {
  return ((number % by) + by) % by;
}

/** The cells as often as they go into a range that is larger, if they fill it. */
function repeated(cells: readonly (readonly string[])[], range: Range): readonly (readonly string[])[] {
  const [height, width] = [cells.length, Math.max(...cells.map((line) => line.length), 1)];
  const [rows, columns] = [range.bottom - range.top + 1, range.right - range.left + 1];
  if (height === 0 || height * width === 1 || rows % height !== 0 || columns % width !== 0) return cells;
  const across = Array.from({ length: columns / width });
  return Array.from({ length: rows }, (_, row) => {
    const line = Array.from({ length: width }, (_none, at) => cells[row % height]?.[at] ?? "");
    return across.flatMap(() => line);
  });
}

/** The path of a cell; in a row that is not there yet, that of one in a new step. */
function pathFor(row: Row | undefined, column: Column): string {
  const path = row === undefined || row.kind === "new" ? null : cellPath(row, column);
  return path ?? join(SECTION, "steps", "new", column.name);
}

function filled(sheet: Sheet, range: Range, text: string, values: Tree, accepts: Accepts): Pasted {
  const rows = rowsIn(sheet, range);
  const columns = sheet.columns
    .slice(range.left, range.right + 1)
    .filter((column) => !column.isCount && accepts(column, text, pathFor(rows[0], column)));
  const meaning = (field: Field, row: Row): Value => meaningOf(field, text, row.key, values);
  const changes = rows
    .filter((row) => row.kind !== "new")
    .flatMap((row) => columns.flatMap((column) => cellChange(row, column, meaning(column.field, row))));
  const records = rows
    .filter((row) => row.kind === "new")
    .map(
      (row) =>
        new Map(columns.filter((column) => isOpen(row, column)).map((one) => [one.name, meaning(one.field, row)])),
    );
  const made = stepsMade(values, records);
  return { changes: [...changes, ...made.changes], range, made: made.paths, unused: [] };
}

function stepsMade(
  values: Tree,
  records: readonly ReadonlyMap<string, Value>[],
): { paths: string[]; changes: Change[] } {
  const steps = new Map<string, Tree>();
  for (const fields of records) {
    const record = new Map([...fields].filter(([, value]) => value !== null));
    if (record.size > 0) steps.set(newId(String(record.get(NAME) ?? ""), "step"), record);
  }
  const paths = [...steps.keys()].map((id) => join(SECTION, "steps", id));
  return { paths, changes: steps.size === 0 ? [] : added(values, SECTION, steps, "", "before") };
}

/**
 * The columns that a first line names, as tables from elsewhere do, with the lines below it. Where it names a step and
 * something else, or only columns that are shown, all of it is headings.
 */
function underHeadings(
  sheet: Sheet,
  cells: readonly (readonly string[])[],
): { columns: (Column | undefined)[] | null; lines: readonly (readonly string[])[]; unused: readonly string[] } {
  const [head = [], ...lines] = cells;
  const named = (text: string): Column | undefined =>
    sheet.columns.find((column) =>
      [column.title, column.name].some((name) => name.toLowerCase() === text.toLowerCase()),
    ) ?? sheet.columns.find((column) => column.name === fieldNamed(text));
  const columns = head.map(named);
  const known = columns.filter((column) => column !== undefined);
  const isHead = known.length === head.length || (known.length > 1 && known.some((column) => column.name === NAME));
  if (!isHead || lines.length === 0 || head.length === 0) return { columns: null, lines: cells, unused: [] };
  const unused = head.filter((text, at) => columns[at] === undefined && text !== "");
  return { columns, lines: withUnits(head, lines), unused };
}
