/** What typed text may be completed to: options, and the names of what a field can refer to. */

import { treeAt } from "../lib/path";
import { labelOf, placeMeant, placeName, places } from "../lib/places";
import { type Field, referredBy } from "../lib/schema";
import { isTree, type Tree, typed } from "../lib/tree";

const MOST = 8;
/** Free texts that come again in many records, so that what stands elsewhere is offered. */
const COMES_AGAIN = new Set(["group", "owner"]);

export interface Choice {
  readonly text: string;
  /** what it is called, where the text does not tell */
  readonly label: string;
}

/** Everything that a field can hold, as far as that is known. */
export function choicesOf(field: Field, path: string, values: Tree): Choice[] {
  if (field.isAddress) return [...places(values)].map(({ path, label }) => ({ text: clear(values, path), label }));
  if (field.offers.length > 0) return field.offers.map(({ title }) => ({ text: title, label: title }));
  return namesOf(field, path, values).map((text) => ({ text, label: text }));
}

function namesOf(field: Field, path: string, values: Tree): readonly string[] {
  if (field.refersTo !== "")
    return [...treeAt(values, referredBy(field, path))].map(([key, record]) => labelOf(record, key));
  return COMES_AGAIN.has(field.name) ? [...new Set(said(values, field.name))] : field.options;
}

/** What records say in fields of this name, in their order. */
function* said(values: Tree, name: string): Generator<string> {
  for (const [key, value] of values) {
    if (isTree(value)) yield* said(value, name);
    else if (key === name && typed(value) !== "") yield typed(value);
  }
}

/** The choices that go on from what is typed; of a list, from its last entry. */
export function suggested(field: Field, choices: readonly Choice[], text: string): Choice[] {
  const entries = text.split(",").map((entry) => entry.trim().toLowerCase());
  const last = field.kind === "list" ? (entries.at(-1) ?? "") : text.trim().toLowerCase();
  const taken = new Set(field.kind === "list" ? entries.slice(0, -1) : []);
  const open = choices.filter((choice) => !taken.has(choice.text.toLowerCase()));
  const starts = open.filter((choice) => isStart(choice, last));
  const inside = open.filter((choice) => !isStart(choice, last) && choice.label.toLowerCase().includes(last));
  const found = [...starts, ...inside];
  return found.length === 1 && found[0]?.text.toLowerCase() === last ? [] : found.slice(0, MOST);
}

/** The text with a choice taken; of a list, in place of its last entry. */
export function completed(field: Field, text: string, choice: Choice): string {
  if (field.kind !== "list") return choice.text;
  const before = text
    .split(",")
    .slice(0, -1)
    .map((entry) => entry.trim());
  return [...before, choice.text].join(", ");
}

/** The name of a place where it means that one alone, else its path. */
function clear(values: Tree, path: string): string {
  const name = placeName(values, path);
  return placeMeant(values, name) === path ? name : path;
}

function isStart(choice: Choice, typed: string): boolean {
  return choice.label.toLowerCase().startsWith(typed) || choice.text.toLowerCase().startsWith(typed);
}
