/** What points at what: records that name others by their address or id, found by what the schema says of their fields. */

import type { JsonSchema } from "../api";
import { isInside, join, split, valueAt } from "./path";
import { type Field, fieldsOf, referredBy, spotAt } from "./schema";
import { isTree, type Tree, typed, type Value } from "./tree";

export interface Link {
  /** the path of the record that points */
  readonly from: string;
  /** what it calls that: “About” */
  readonly field: string;
  /** the full path of what it points at */
  readonly to: string;
}

/** Every link of an atlas that leads to something that is there, in the order of the file. */
export function linksIn(root: JsonSchema, values: Tree): Link[] {
  return linksOf(root, "", values).filter((link) => valueAt(values, link.to) !== undefined);
}

/** The links that lead to a record or into it from elsewhere. */
export function linksTo(links: readonly Link[], path: string): Link[] {
  return links.filter((link) => isInside(link.to, path) && !isInside(link.from, path));
}

/** The links from a record, or from what it holds, to elsewhere; each target once. */
export function linksFrom(links: readonly Link[], path: string): Link[] {
  const found = links.filter((link) => isInside(link.from, path) && !isInside(link.to, path));
  return found.filter((link, at) => found.findIndex((one) => one.to === link.to && one.field === link.field) === at);
}

/** What the records say that nobody has changed since, wherever their links lead. */
const known = new WeakMap<Tree, { readonly path: string; readonly links: readonly Link[] }>();

/** The links from a record and from what it holds, as they are written. */
function linksOf(root: JsonSchema, path: string, record: Tree): readonly Link[] {
  const before = known.get(record);
  if (before?.path === path) return before.links;
  const links: Link[] = [];
  for (const field of fieldsOf(spotAt(root, path))) {
    const value = record.get(field.name);
    if (value === undefined || value === null) continue;
    const at = path === "" ? join(field.name) : `${path}/${join(field.name)}`;
    if (field.kind === "record" && isTree(value)) links.push(...linksOf(root, at, value));
    else if (field.kind === "records" && isTree(value)) {
      for (const [key, inner] of value) if (isTree(inner)) links.push(...linksOf(root, `${at}/${join(key)}`, inner));
    } else for (const to of targetsOf(field, at, value)) links.push({ from: path, field: field.title, to });
  }
  known.set(record, { path, links });
  return links;
}

function targetsOf(field: Field, path: string, value: Value): string[] {
  if (!field.isAddress && field.refersTo === "") return [];
  const named = (Array.isArray(value) ? value : [value]).map((one) => typed(one)).filter((one) => one !== "");
  return field.isAddress ? named : named.map((key) => join(...split(referredBy(field, path)), key));
}
