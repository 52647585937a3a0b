/** What a change names for the first time, such as a role, is made along with it. */

import { type Change, join, lastKey, split, treeAt } from "./path";
import { labelOf } from "./places";
import { type Field, referredBy } from "./schema";
import { newId } from "./structure";
import { isTree, type Tree, typed, type Value } from "./tree";

/** The same changes, behind those that make what they name and nobody knows yet; `fieldOf` tells a field by its name. */
export function withNewcomers(
  changes: readonly Change[],
  fieldOf: (name: string) => Field | undefined,
  values: Tree,
): Change[] {
  const made = new Map<string, Change>();
  const idOf = (holder: string, word: string, name: string): string => {
    const known = treeAt(values, holder);
    const same = [...known].find(
      ([key, record]) => key === name || labelOf(record, key).toLowerCase() === name.toLowerCase(),
    );
    if (same !== undefined) return same[0];
    const place = `${holder} ${name.toLowerCase()}`;
    const path = made.get(place)?.path ?? join(...split(holder), newId(name, word));
    made.set(place, made.get(place) ?? { path, value: new Map([["name", name]]) });
    return lastKey(path);
  };
  const known = (field: Field | undefined, value: Value, path: string): Value => {
    if (field?.isMade !== true || !Array.isArray(value)) return value;
    const word = lastKey(field.refersTo).replace(/s$/, "");
    return value.map((entry) => idOf(referredBy(field, path), word, typed(entry)));
  };
  const renamed = changes.map((change): Change => {
    const { path, value } = change;
    if (!isTree(value)) return { ...change, value: known(fieldOf(lastKey(path)), value, path) };
    return { ...change, value: new Map([...value].map(([name, one]) => [name, known(fieldOf(name), one, path)])) };
  });
  return [...made.values(), ...renamed];
}
