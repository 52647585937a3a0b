/** Which value is typed where, which one comes next, and the changes that a typed value makes. */

import { type Change, holderOf, join, lastKey, split, treeAt, valueAt } from "../lib/path";
import { added, newId, predecessors, slug, stepOf, stepPath, stepsIn } from "../lib/structure";
import { isTree, type Tree, typed, type Value } from "../lib/tree";
import type { Typing } from "../studio/screen";

/** Fields that hold words; they are taken as they are written, so that nobody has to read them back. */
const WORDS = new Set(["name", "title", "text", "trigger", "customer", "group", "owner"]);
/** What is typed for a record, the first that it has. */
export const FIRST = ["name", "title", "text"];

export function isWords(path: string): boolean {
  return WORDS.has(lastKey(path));
}

/** The value that typing at a part writes; null where a part holds several, or none that can be typed. */
export function fieldAt(tree: Tree, path: string): string | null {
  const keys = split(path);
  const [section, kind, , list, , field] = keys;
  if (kind === "steps" && keys.length === 3) return `${path}/name`;
  if (kind === "steps" && list === "rework" && field === undefined && keys.length === 5) return `${path}/share`;
  if (section === "outcome" && kind === "target" && keys.length === 2) return `${path}/text`;
  const value = valueAt(tree, path);
  if (!isTree(value)) return keys.length > 1 || path === "title" ? path : null;
  const own = FIRST.find((name) => value.has(name));
  if (own !== undefined) return `${path}/${own}`;
  const inner = [...value].find(([, one]) => isTree(one) && FIRST.some((name) => one.has(name)));
  return inner === undefined ? null : fieldAt(tree, `${path}/${join(inner[0])}`);
}

/** The values of a step that Tab leads through, in the order in which an item meets them. */
export function valuesOf(tree: Tree, section: string, id: string): string[] {
  const steps = stepsIn(tree, section);
  const step = steps.get(id);
  const hasGap = (predecessors(steps).get(id)?.length ?? 0) > 0 || step?.has("wait_time") === true;
  const rated = ["share", "percent_complete_accurate"].filter((name) => step?.has(name) === true);
  const fields = ["name", ...(hasGap ? ["wait_time"] : []), "process_time", ...rated];
  return fields.map((field) => join(section, "steps", id, field));
}

/** What is typed after a value: the next of its step, then those of the next step, then a new step behind the last. */
export function nextTyping(tree: Tree, path: string, isBack: boolean): Typing | null {
  const at = stepOf(path);
  if (at === null) return null;
  const ids = [...stepsIn(tree, at.section).keys()];
  if (!ids.includes(at.id)) return null;
  const own = valuesOf(tree, at.section, at.id);
  const next = own[own.indexOf(path) + (isBack ? -1 : 1)];
  if (next !== undefined && own.includes(path)) return { path: next, text: null };
  const neighbour = ids[ids.indexOf(at.id) + (isBack ? -1 : 1)];
  if (neighbour === undefined) return isBack ? null : stepTyping(at.section, at.id, "behind");
  const theirs = valuesOf(tree, at.section, neighbour);
  const found = isBack
    ? theirs.at(-1)
    : theirs[isPlaceholder(treeAt(tree, join(at.section, "steps", neighbour)), neighbour) ? 0 : 1];
  return found === undefined ? null : { path: found, text: null };
}

/** Whether a step only holds a place, as those of a template do: called as its id says, with no time that anybody said. */
function isPlaceholder(step: Tree, id: string): boolean {
  const isUnsaid = ["wait_time", "process_time"].every((field) => ["", "?"].includes(typed(step.get(field))));
  return isUnsaid && slug(typed(step.get("name"))) === id;
}

/** A new step whose name is being typed. */
export function stepTyping(section: string, beside: string, side: "behind" | "before" | "parallel", text = ""): Typing {
  return { path: join(section, "steps", newId("", "step"), "name"), text, draft: { kind: "step", beside, side } };
}

/** What confirming a typed value changes, and the path of what it leaves selected. */
export function confirmed(tree: Tree, typing: Typing, value: Value): { changes: Change[]; path: string } {
  const { draft, path } = typing;
  const holder = holderOf(path);
  if (draft === undefined) {
    const isSame = (valueAt(tree, path) ?? null) === value;
    return { changes: isSame ? [] : [{ path, value }], path: partFor(path) };
  }
  if (value === null) return { changes: [], path: draft.kind === "step" ? "" : draft.about };
  const record = new Map<string, Value>([[lastKey(path), value]]);
  if (draft.kind === "remark") {
    return { changes: [{ path: holder, value: new Map([...record, ...draft.fields]) }], path: holder };
  }
  const section = split(path)[0] ?? "";
  // What was foreseen of it has to be what is made: one draft, one tail, whatever name is typed in the end.
  const id = `${slug(String(value)) || "step"}${split(path)[2]?.slice(-5) ?? ""}`;
  const records = new Map([[id, record]]);
  return { changes: added(tree, section, records, draft.beside, draft.side), path: stepPath({ section, id }) };
}

/** The part that stands for a typed value: a step for its name, else the value itself; the title of the atlas is its own. */
function partFor(path: string): string {
  const isOfRecord = FIRST.includes(lastKey(path)) || /\/rework\/[^/]+\/share$/.test(path);
  return isOfRecord ? holderOf(path) || path : path;
}

/** Whether a stream has no step yet. */
export function isBare(tree: Tree, section: string): boolean {
  return treeAt(tree, join(section, "steps")).size === 0;
}

/** What a key starts to type: a figure where one is chosen, how long the work takes where a step is, the first step's name
    on an empty map; else null. */
export function typingFrom(tree: Tree, section: string, path: string | null, key: string): Typing | null {
  const field = path === null ? null : fieldAt(tree, path);
  if (field !== null && !isWords(field)) return /[0-9~<>?.]/.test(key) ? { path: field, text: key } : null;
  const step = path === null ? null : stepOf(path);
  if (step !== null && path === stepPath(step)) {
    // A question mark shows the keys, as it does wherever no figure is chosen.
    return /[0-9~<>.]/.test(key) ? { path: join(step.section, "steps", step.id, "process_time"), text: key } : null;
  }
  const isFirst = section !== "" && isBare(tree, section) && /[\p{L}\p{N}]/u.test(key);
  return isFirst ? stepTyping(section, "", "behind", key) : null;
}
