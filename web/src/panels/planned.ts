/** What an overlay such as a future changes on the current map: told in words, and what else it could change. */

import type { JsonSchema } from "../api";
import { BEHIND, join, lastKey, split } from "../lib/path";
import { labelOf } from "../lib/places";
import { calledAt, type Field, fieldAt, fieldsOf, isTyped, spotAt, spotsTo } from "../lib/schema";
import { stepsIn } from "../lib/structure";
import { isTree, type Tree, type Value } from "../lib/tree";
import { texts } from "../texts/panels";

const BASE = "current";
/** The names of fields that a future changes most, first. */
const USUAL = ["wait_time", "process_time", "percent_complete_accurate", "share"];

/** The full path on the current map of what a change is about. */
export function aboutPath(place: string): string {
  return `${BASE}/${place}`;
}

/** What a change is about, in words: “Legal review: Wait”. */
export function aboutInWords(schema: JsonSchema, place: string, added: Value, values: Tree): string {
  const path = aboutPath(place);
  const spot = spotAt(schema, path);
  const names = spotsTo(schema, path)
    .filter((one) => one.isKeyed)
    .map((one) =>
      one.path === path && isTree(added) ? labelOf(added, lastKey(path)) : calledAt(schema, one.path, values),
    );
  if (spot.path !== path) {
    const name = lastKey(path);
    names.push(name === BEHIND ? texts.order : (fieldAt(schema, path)?.title ?? name.replaceAll("_", " ")));
  }
  return names.join(": ") || place;
}

/** The field that a change gives a value, as it is typed; null where a whole thing is added, moved or taken out. */
export function fieldOfChange(schema: JsonSchema, place: string): Field | null {
  const field = fieldAt(schema, aboutPath(place));
  const isValue = spotAt(schema, aboutPath(place)).path !== aboutPath(place) && lastKey(place) !== BEHIND;
  return field !== null && isValue && isTyped(field) ? { ...field, name: place } : null;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly places: readonly { readonly place: string; readonly title: string }[];
}

/** What could still be changed, by step; the usual values of each first. */
export function open(schema: JsonSchema, changes: Tree, values: Tree): Group[] {
  const fields = fieldsOf(spotAt(schema, `${BASE}/steps/any`)).filter(isTyped);
  const usual = USUAL.flatMap((name) => fields.filter((field) => field.name === name));
  const all = [...usual, ...fields.filter((field) => !USUAL.includes(field.name))];
  return [...stepsIn(values, BASE)]
    .filter(([id]) => changes.get(join("steps", id)) !== null)
    .map(([id, step]) => ({
      id,
      name: labelOf(step, id),
      places: all
        .map((field) => ({ place: join("steps", id, field.name), title: field.title }))
        .filter(({ place }) => !changes.has(place)),
    }));
}

/** The full path of a change in its overlay. */
export function changePath(holder: string, place: string): string {
  return join(...split(holder), place);
}
