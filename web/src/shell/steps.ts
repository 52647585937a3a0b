/** The steps of the maps by their names, for going to one of them. */

import type { ViewOf } from "../generated/protocol";
import { join, treeAt } from "../lib/path";
import { isTree, type Tree, typed } from "../lib/tree";

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
      name: (isTree(step) ? typed(step.get("name")) : "") || id,
      number: index + 1,
    }));
  });
}
