/** What a group can write to, vote on and estimate: found in the values and pictures, whatever kind of map it is. */

import type { JsonSchema } from "../api";
import type { ChoiceOf, ZoneOf } from "../generated/protocol";
import { isInside, join, split, treeAt, valueAt } from "../lib/path";
import { labelOf, placeName } from "../lib/places";
import { randomId } from "../lib/randomId";
import { fieldAt, spotAt } from "../lib/schema";
import { isTree, type Tree } from "../lib/tree";
import { cardOf } from "../picture/boards";
import type { Picture } from "../room/document";

const MOST_CHOICES = 200;
const QUANTITIES = new Set(["duration", "share", "count", "rate", "money", "figure", "number"]);
const FIXES = "quick_fixes";
export const QUESTIONS = "questions";

/** Records that notes can become: where they are kept, what that is called, and the fields that each has then. */
export interface Target {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly fields: ZoneOf["sets"];
}

/** Where notes can go: the columns of the boards that are shown, and the questions of the atlas. */
export function targets(pictures: readonly Picture[], questions: string): Target[] {
  const zones = pictures.flatMap((picture) => picture.zones);
  const columns = zones
    .filter((zone) => zone.across === "" && zone.up === "")
    .map((zone) => ({ id: JSON.stringify([zone.records, zone.sets]), name: zone.name, about: zone.records, zone }))
    .map(({ zone, ...target }) => ({ ...target, fields: zone.sets }));
  const once = new Map(columns.map((target) => [target.id, target]));
  return [...once.values(), { id: QUESTIONS, name: questions, about: QUESTIONS, fields: [] }];
}

/** Records as choices of a vote, each by what it is called. */
export function choicesOf(paths: readonly string[], values: Tree): ChoiceOf[] {
  return paths
    .map((path) => ({ id: randomId(), text: nameOf(values, path), path }))
    .filter(({ text }) => text !== "")
    .slice(0, MOST_CHOICES);
}

/** Words as choices of a vote, one on each line. */
export function choicesIn(text: string): ChoiceOf[] {
  const lines = text.split("\n").map((line) => line.replace(/^[-*•]\s*/, "").trim());
  return [...new Set(lines)]
    .filter((line) => line !== "")
    .map((line) => ({ id: randomId(), text: line, path: "" }))
    .slice(0, MOST_CHOICES);
}

/** The records under a path that have these fields. */
export function recordsAt(values: Tree, { about, fields }: Pick<Target, "about" | "fields">): string[] {
  return [...treeAt(values, about)]
    .filter(([, record]) => isTree(record) && fields.every(([name, value]) => sameAs(record, String(name), value)))
    .map(([key]) => join(...split(about), key));
}

/** Every quick fix of the steps, wherever they stand. */
export function quickFixes(values: Tree): string[] {
  const found: string[] = [];
  const look = (tree: Tree, path: readonly string[]): void => {
    for (const [key, value] of tree) {
      if (!isTree(value) || key === "changes") continue;
      const here = [...path, key];
      if (key === FIXES) found.push(...[...value.keys()].map((id) => join(...here, id)));
      else look(value, here);
    }
  };
  look(values, []);
  return found;
}

/** Of what is selected the records, each once. */
export function selectedRecords(
  selection: readonly string[],
  pictures: readonly Picture[],
  schema: JsonSchema,
  values: Tree,
): string[] {
  const cards = selection.map((path) => {
    const spot = spotAt(schema, path);
    return (
      pictures.map((picture) => cardOf(picture, path)).find((card) => card !== null) ?? (spot.isKeyed ? spot.path : "")
    );
  });
  return [...new Set(cards)].filter((path) => path !== "" && valueAt(values, path) !== undefined);
}

/** The values that can be estimated at what is selected: those chosen, or all that are drawn of a record. */
export function estimable(selection: readonly string[], pictures: readonly Picture[], schema: JsonSchema): string[] {
  const isQuantity = (path: string): boolean => QUANTITIES.has(fieldAt(schema, path)?.kind ?? "");
  const drawn = pictures.flatMap((picture) => [...picture.parts.values()].map(({ path }) => path));
  const found = selection.flatMap((path) =>
    isQuantity(path) ? [path] : path === "" ? [] : drawn.filter((one) => isInside(one, path) && isQuantity(one)),
  );
  return [...new Set(found)];
}

/** Whether nothing has been put on a map yet. */
export function isBlank(values: Tree, section: string): boolean {
  return ![...treeAt(values, section).values()].some((value) => isTree(value) && value.size > 0);
}

function nameOf(values: Tree, path: string): string {
  const record = valueAt(values, path);
  return isTree(record) ? labelOf(record, placeName(values, path)) : placeName(values, path);
}

function sameAs(record: Tree, name: string, value: unknown): boolean {
  return JSON.stringify(valueAt(record, name) ?? null) === JSON.stringify(value ?? null);
}
