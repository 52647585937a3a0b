/** What is kept as it is, in lines that can be read: things by their name, values by what they are called. */

import { valueAt } from "../lib/path";
import { labelOf, placeName } from "../lib/places";
import { isTree, type Tree, typed, type Value } from "../lib/tree";

const NAMES = new Set(["name", "title", "text"]);

export interface Line {
  readonly key: string;
  /** “Uses what it pays for”, or “Owner: Ines” */
  readonly text: string;
  /** what else is said of a thing */
  readonly more: string;
}

export function linesOf(value: Value, values: Tree): Line[] {
  if (!isTree(value)) return [{ key: "", text: told(value, values), more: "" }];
  return [...value].map(([key, inner]) => {
    if (!isTree(inner))
      return { key, text: NAMES.has(key) ? told(inner, values) : named(key, inner, values), more: "" };
    return { key, text: labelOf(inner, spelled(key)), more: inOneLine(inner, values) };
  });
}

function inOneLine(value: Tree, values: Tree): string {
  return [...value]
    .filter(([key]) => !NAMES.has(key))
    .map(([key, inner]) =>
      isTree(inner) ? `${spelled(key)}: ${labelOf(inner, inOneLine(inner, values))}` : named(key, inner, values),
    )
    .join(" · ");
}

function named(key: string, value: Value, values: Tree): string {
  return `${spelled(key)}: ${told(value, values)}`;
}

/** A value; the path of something that is there by its name. */
function told(value: Value, values: Tree): string {
  const text = typed(value);
  return text.includes("/") && valueAt(values, text) !== undefined ? placeName(values, text) : text;
}

function spelled(key: string): string {
  const words = key.replaceAll(/[_-]/g, " ");
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
