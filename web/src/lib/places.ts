/** Places of an atlas by what people call them, where a path would be told to nobody. */

import { join, split, valueAt } from "./path";
import { isTree, type Tree, typed, type Value } from "./tree";

const NAMES = ["name", "title", "text"];
const DEEPEST = 8;

/** What people call a record: its name, or the first words that it has. */
export function labelOf(value: Value | undefined, key: string): string {
  if (!isTree(value)) return key;
  const name = NAMES.map((field) => typed(value.get(field))).find((text) => text !== "");
  return name ?? key.replaceAll("-", " ");
}

/** “Legal review: wait time”: the innermost thing with a name, and what of it; the path where nothing has a name. */
export function placeName(values: Tree, path: string): string {
  let here: Value | undefined = values;
  let names: string[] = [];
  for (const key of split(path)) {
    here = isTree(here) ? here.get(key) : undefined;
    const label = isTree(here) ? labelOf(here, "") : "";
    if (label !== "") names = [label];
    else if (names.length > 0 && !isNameless(here)) names = [...names, key.replaceAll("_", " ")];
  }
  return names.join(": ") || path;
}

/** The path that is meant by a name or by itself; the text where there is none, or several. */
export function placeMeant(values: Tree, text: string): string {
  if (valueAt(values, text) !== undefined) return text;
  const all = [...places(values)];
  const called = (name: string): string[] => {
    const found = all.filter((place) => place.label.toLowerCase() === name.toLowerCase());
    return found.map((place) => place.path);
  };
  const [whole, ...others] = called(text);
  if (whole !== undefined) return others.length === 0 ? whole : text;
  const at = text.lastIndexOf(": ");
  const holders = at < 0 ? [] : called(text.slice(0, at));
  const [holder] = holders;
  return holder === undefined || holders.length > 1
    ? text
    : join(...split(holder), text.slice(at + 2).replaceAll(" ", "_"));
}

export interface Place {
  readonly path: string;
  readonly label: string;
}

/** Every record with a name, by its path. */
export function* places(values: Tree, path: readonly string[] = []): Generator<Place> {
  for (const [key, value] of values) {
    if (!isTree(value) || key === "changes") continue;
    const here = [...path, key];
    const label = labelOf(value, "");
    if (label !== "") yield { path: join(...here), label };
    if (here.length < DEEPEST) yield* places(value, here);
  }
}

/** Whether it is a record that nobody gave a name, so that its id says nothing. */
function isNameless(value: Value | undefined): boolean {
  return isTree(value) && [...value.values()].some((inner) => !isTree(inner));
}
