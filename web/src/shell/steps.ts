/** The places of an atlas by their names, for going to one of them. */

import type { JsonSchema } from "../api";
import type { ViewOf } from "../generated/protocol";
import { join, treeAt } from "../lib/path";
import { places } from "../lib/places";
import { fieldsOf, spotAt } from "../lib/schema";
import { isTree, type Tree, typed } from "../lib/tree";
import { texts } from "../texts/shell";

export interface StepPlace {
  readonly path: string;
  readonly name: string;
  /** its place in its map, the first is 1 */
  readonly number: number;
}

export function steps(values: Tree, views: readonly ViewOf[]): StepPlace[] {
  const sections = new Set(views.map((view) => view.section));
  return [...sections].flatMap((section) => {
    return [...treeAt(values, join(section, "steps"))].map(([id, step], index) => ({
      path: join(section, "steps", id),
      name: (isTree(step) ? typed(step.get("name")) : "") || texts.stepNumber(index + 1),
      number: index + 1,
    }));
  });
}

export interface OtherPlace {
  readonly path: string;
  readonly name: string;
}

/** Everything else that has a name, such as quick fixes and questions, and the fields of the maps themselves. */
export function otherPlaces(values: Tree, views: readonly ViewOf[], schema: JsonSchema | null): OtherPlace[] {
  const known = new Set(steps(values, views).map((step) => step.path));
  const fields = schema === null ? [] : fieldsOfMaps(schema, views);
  const named = [...places(values)].map(({ path, label }) => ({ path, name: label }));
  const taken = new Set(fields.map((field) => field.path));
  return [...fields, ...named.filter(({ path }) => path.includes("/") && !known.has(path) && !taken.has(path))];
}

function fieldsOfMaps(schema: JsonSchema, views: readonly ViewOf[]): OtherPlace[] {
  const sections = [...new Set(views.map((view) => view.section))].filter((section) => section !== "");
  return sections.flatMap((section) => {
    const map = spotAt(schema, section);
    return fieldsOf(map)
      .filter((field) => !["records", "mapping"].includes(field.kind))
      .map((field) => ({ path: join(section, field.name), name: `${map.title}: ${field.title}` }));
  });
}
