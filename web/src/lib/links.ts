/** What points at what: records that name others by their address or id, found by what the schema says of their fields. */

import type { JsonSchema } from "../api";
import { isInside, join, split, valueAt } from "./path";
import { type Field, fieldsOf, referredBy, type Spot, spotAt } from "./schema";
import { isTree, type Tree, typed } from "./tree";

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
  return [...linksOf(root, { path: "", schema: root, title: "", isKeyed: false }, values)];
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

function* linksOf(root: JsonSchema, spot: Spot, values: Tree): Generator<Link> {
  for (const field of fieldsOf(spot)) {
    const path = join(...split(spot.path), field.name);
    const value = valueAt(values, path);
    if (value === undefined || value === null) continue;
    if (field.kind === "record") yield* linksOf(root, spotAt(root, path), values);
    else if (field.kind === "records" && isTree(value)) {
      for (const key of value.keys()) yield* linksOf(root, spotAt(root, join(...split(path), key)), values);
    } else {
      for (const to of targetsOf(field, path, values))
        if (valueAt(values, to) !== undefined) yield { from: spot.path, field: field.title, to };
    }
  }
}

function targetsOf(field: Field, path: string, values: Tree): string[] {
  if (!field.isAddress && field.refersTo === "") return [];
  const value = valueAt(values, path);
  const named = (Array.isArray(value) ? value : [value]).map((one) => typed(one)).filter((one) => one !== "");
  return field.isAddress ? named : named.map((key) => join(...split(referredBy(field, path)), key));
}
