/** The stream as rows and columns: a row for each step, one for the wait behind the last, and an empty one to add to. */

import type { JsonSchema } from "../api";
import { join, split, treeAt } from "../lib/path";
import { type Field, fieldsOf, isTyped, spotAt } from "../lib/schema";
import { stepsIn } from "../lib/structure";
import { isTree, type Tree, type Value } from "../lib/tree";
import type { Widths } from "./widths";

export const SECTION = "current";
export const NAME = "name";
const STEPS = `${SECTION}/steps`;
const FINAL = `${SECTION}/final_wait`;
const WAIT = "wait_time";

/** The columns that stand first, those that are shown unless somebody chose others, and those that stand behind. */
const USUAL = [NAME, WAIT, "process_time", "percent_complete_accurate", "roles", "share", "group"];
const NEXT = ["touch_time", "value", "automation", "after"];

export interface Row {
  readonly kind: "step" | "final" | "new";
  /** tells rows apart: the path of what it is about */
  readonly key: string;
  readonly id: string;
  readonly record: Tree;
}

export interface Column {
  readonly name: string;
  readonly title: string;
  readonly field: Field;
  /** it only tells how many records there are inside */
  readonly isCount: boolean;
}

export interface Sheet {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
}

export function rowsOf(values: Tree): Row[] {
  const steps = [...stepsIn(values, SECTION)].map(
    ([id, record]): Row => ({ kind: "step", key: join(SECTION, "steps", id), id, record }),
  );
  return [
    ...steps,
    { kind: "final", key: FINAL, id: "", record: treeAt(values, SECTION) },
    { kind: "new", key: STEPS, id: "", record: new Map() },
  ];
}

/** All columns that there could be, the usual ones first. */
export function allColumns(schema: JsonSchema): Column[] {
  const fields = fieldsOf(spotAt(schema, `${STEPS}/any`)).filter((field) => isTyped(field) || field.kind === "records");
  const place = (field: Field): number => {
    const at = [...USUAL, ...NEXT].indexOf(field.name);
    return at < 0 ? USUAL.length + NEXT.length : at;
  };
  return fields
    .sort((one, other) => place(one) - place(other))
    .map((field) => ({ name: field.name, title: field.title, field, isCount: field.kind === "records" }));
}

/** The columns that somebody chose; the name always stands first. */
export function chosenColumns(all: readonly Column[], chosen: readonly string[] | null): Column[] {
  const names = new Set(chosen ?? USUAL);
  return all.filter((column) => column.name === NAME || names.has(column.name));
}

/** The path of a cell's value; null where nothing can stand. */
export function cellPath(row: Row, column: Column): string | null {
  if (row.kind === "step") return join(...split(row.key), column.name);
  return row.kind === "final" && column.name === WAIT ? row.key : null;
}

export function cellValue(row: Row, column: Column): Value | undefined {
  if (row.kind === "final") return column.name === WAIT ? row.record.get("final_wait") : undefined;
  return row.record.get(column.name);
}

/** Whether something can be typed into a cell; what is typed into the empty row makes a step. */
export function isOpen(row: Row, column: Column): boolean {
  return !column.isCount && (row.kind === "new" || cellPath(row, column) !== null);
}

const USUAL_WIDTHS: Widths = { [NAME]: 240, list: 200, text: 140 };

/** How wide a column is, in pixels: as somebody chose, else as usual. */
export function widthOf(column: Column, chosen: Widths): number {
  return chosen[column.name] ?? USUAL_WIDTHS[column.name] ?? USUAL_WIDTHS[column.field.kind] ?? 116;
}

/** How many records stand in a cell that only counts them; '' for none. */
export function counted(value: Value | undefined): string {
  return isTree(value) && value.size > 0 ? String(value.size) : "";
}
