/** Paths and changes as in Python's `flowatlas.model.path`: every value has an address, every edit is one with a value. */

import { isTree, type Tree, type Value } from "./tree";

export interface Change {
  readonly path: string;
  /** null removes what stands there */
  readonly value: Value;
  readonly isNothing?: boolean;
}

export const BEHIND = "behind";
const CHANGES = "changes";

export function join(...keys: readonly string[]): string {
  const at = keys.slice(0, -1).indexOf(CHANGES) + 1;
  return at > 0 ? [...keys.slice(0, at).map(escaped), ...keys.slice(at)].join("/") : keys.map(escaped).join("/");
}

export function split(path: string): string[] {
  if (path === "") return [];
  const segments = path.split("/");
  const at = segments.slice(0, -1).indexOf(CHANGES) + 1;
  return at > 0 ? [...segments.slice(0, at).map(unescaped), segments.slice(at).join("/")] : segments.map(unescaped);
}

/** The last key of a path. */
export function lastKey(path: string): string {
  return split(path).at(-1) ?? "";
}

/** The path of what holds the thing at a path; '' for a section. */
export function holderOf(path: string): string {
  return join(...split(path).slice(0, -1));
}

export function isInside(path: string, outer: string): boolean {
  return outer === "" || path === outer || path.startsWith(`${outer}/`);
}

export function valueAt(tree: Tree, path: string): Value | undefined {
  let value: Value | undefined = tree;
  for (const key of split(path)) {
    if (!isTree(value)) return undefined;
    value = value.get(key);
  }
  return value;
}

/** The mapping at a path; an empty one where there is none. */
export function treeAt(tree: Tree, path: string): Tree {
  const value = valueAt(tree, path);
  return isTree(value) ? value : new Map();
}

/** Whether a change of a value, not of a mapping, makes it another one. */
export function isDifferent(tree: Tree, { path, value }: Change): boolean {
  return JSON.stringify(valueAt(tree, path) ?? null) !== JSON.stringify(value);
}

/** The values with the changes made, in turn; what no change concerns stays the same object. */
export function applied(tree: Tree, changes: readonly Change[]): Tree {
  return changes.reduce((current, change) => appliedOne(current, change), tree);
}

/** The nested values of leaves by path, in their order. */
export function unflattened(leaves: Iterable<readonly [string, Value]>): Tree {
  const root = new Map<string, Value>();
  for (const [path, value] of leaves) {
    const keys = split(path);
    const last = keys.pop();
    if (last === undefined) continue;
    let place = root;
    for (const key of keys) {
      const inner = place.get(key);
      const next = inner instanceof Map ? (inner as Map<string, Value>) : new Map<string, Value>();
      if (inner !== next) place.set(key, next);
      place = next;
    }
    place.set(last, value);
  }
  return root;
}

/** The names with one of them put behind another one, or first ('' as the place). */
export function reordered(names: readonly string[], name: string, place: string): string[] {
  const behind = place === "" ? null : unescaped(place);
  if (behind === name) return [...names];
  const rest = names.filter((other) => other !== name);
  const found = behind === null ? -1 : rest.indexOf(behind);
  const at = behind === null ? 0 : found < 0 ? rest.length : found + 1;
  return [...rest.slice(0, at), name, ...rest.slice(at)];
}

/** A key as it stands in a path. */
export function escaped(key: string): string {
  if (key === "") return "~2";
  return key === BEHIND ? `~${BEHIND}` : key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescaped(segment: string): string {
  if (segment === "~2") return "";
  return segment === `~${BEHIND}` ? BEHIND : segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function appliedOne(tree: Tree, change: Change): Tree {
  const segments = change.path.split("/");
  const isOverlay = segments.includes(CHANGES);
  if (segments.length > 1 && segments.at(-1) === BEHIND && !isOverlay) {
    return moved(tree, split(segments.slice(0, -1).join("/")), String(change.value ?? ""));
  }
  const keys = split(change.path);
  if (keys.length === 0) return tree;
  if (isTree(change.value) && change.value.has(BEHIND) && !isOverlay) {
    const record = new Map(change.value);
    const place = String(record.get(BEHIND) ?? "");
    record.delete(BEHIND);
    return moved(withValue(tree, keys, record, false), keys, place);
  }
  return withValue(tree, keys, change.value, change.isNothing === true);
}

function withValue(tree: Tree, keys: readonly string[], value: Value, isNothing: boolean): Tree {
  const [key, ...rest] = keys;
  if (key === undefined) return tree;
  const copy = new Map(tree);
  if (rest.length === 0) {
    if (value === null && !isNothing) copy.delete(key);
    else copy.set(key, value);
    return copy;
  }
  const inner = tree.get(key);
  if (!isTree(inner) && value === null && !isNothing) return tree;
  copy.set(key, withValue(isTree(inner) ? inner : new Map(), rest, value, isNothing));
  return copy;
}

function moved(tree: Tree, keys: readonly string[], place: string): Tree {
  const [key, ...rest] = keys;
  if (key === undefined) return tree;
  if (rest.length > 0) {
    const inner = tree.get(key);
    if (!isTree(inner)) return tree;
    const result = moved(inner, rest, place);
    return result === inner ? tree : new Map([...tree].map(([name, value]) => [name, name === key ? result : value]));
  }
  if (!tree.has(key)) return tree;
  return new Map(reordered([...tree.keys()], key, place).map((name) => [name, tree.get(name) ?? null]));
}
