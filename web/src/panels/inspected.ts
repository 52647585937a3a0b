/** What the inspector shows: which records, which of their fields first, and what changes in all of them. */

import type { JsonSchema } from "../api";
import { type Change, isDifferent, join, split, treeAt, valueAt } from "../lib/path";
import { type Field, fieldsOf, meaningOf, type Spot, spotAt } from "../lib/schema";
import type { Tree, Value } from "../lib/tree";

const ALWAYS = 8;

/** The records that hold what is selected, as far as they are of the class of the last one. */
export function inspected(schema: JsonSchema, values: Tree, selection: readonly string[]): Spot[] {
  const spots = new Map<string, Spot>();
  for (const path of selection) {
    const spot = spotAt(schema, path);
    if (spot.path === "" && path !== "") continue;
    if (spot.isKeyed && valueAt(values, spot.path) === undefined) continue;
    spots.delete(spot.path);
    spots.set(spot.path, spot);
  }
  const found = [...spots.values()];
  const last = found.at(-1);
  return found.filter((spot) => spot.schema === last?.schema);
}

/** The path of a field in a record. */
export function pathIn(spot: Spot, name: string): string {
  return join(...split(spot.path), name);
}

export interface Parted {
  readonly first: readonly Field[];
  readonly rest: readonly Field[];
  /** names that the file uses and nobody declared */
  readonly unknown: readonly string[];
}

/** The fields that are filled or used most, and the others; both in the order of their declaration. */
export function parted(spots: readonly Spot[], values: Tree, selected: string | undefined): Parted {
  const [spot] = spots;
  if (spot === undefined) return { first: [], rest: [], unknown: [] };
  const filled = new Set(spots.flatMap((one) => [...treeAt(values, one.path).keys()]));
  // What holds anything is shown where something is; there is no form to begin it with.
  const fields = fieldsOf(spot).filter((field) => field.kind !== "any" || filled.has(field.name));
  const selectedName = selected === undefined ? "" : nameInside(spots, selected);
  const isFirst = (field: Field, at: number): boolean =>
    at < ALWAYS || filled.has(field.name) || field.name === selectedName;
  const declared = new Set(fields.map((field) => field.name));
  return {
    first: fields.filter(isFirst),
    rest: fields.filter((field, at) => !isFirst(field, at)),
    unknown: [...filled].filter((name) => !declared.has(name)),
  };
}

/** The name of the field that a selected path leads to; '' for the record itself. */
export function nameInside(spots: readonly Spot[], path: string): string {
  const spot = spots.find((one) => path.startsWith(one.path === "" ? "" : `${one.path}/`));
  if (spot === undefined || path === "") return "";
  return split(path)[split(spot.path).length] ?? "";
}

/** What stands in a field of all the records; undefined where they differ. */
export function shared(
  spots: readonly Spot[],
  name: string,
  values: Tree,
): { readonly value: Value | undefined } | null {
  const found = spots.map((spot) => valueAt(values, pathIn(spot, name)));
  const [first] = found;
  return found.every((value) => JSON.stringify(value) === JSON.stringify(first)) ? { value: first } : null;
}

/** The changes that write a value into a field of all the records, where it is not there yet. */
export function changesFor(spots: readonly Spot[], name: string, value: Value, values: Tree): Change[] {
  return spots.map((spot) => ({ path: pathIn(spot, name), value })).filter((change) => isDifferent(values, change));
}

/** The same for typed text. */
export function changesForText(spots: readonly Spot[], field: Field, text: string, values: Tree): Change[] {
  return spots.flatMap((spot) =>
    changesFor([spot], field.name, meaningOf(field, text, pathIn(spot, field.name), values), values),
  );
}
