/** Which views can be chosen, and which are on the screen: one, or two side by side. */

import type { ViewOf } from "../generated/protocol";
import { TABLE } from "../studio/screen";
import { texts } from "../texts/shell";

export interface Choice {
  readonly name: string;
  readonly title: string;
  readonly explanation: string;
}

export interface Choices {
  readonly tabs: readonly Choice[];
  /** what finds no place among the tabs */
  readonly more: readonly Choice[];
}

const MOST_TABS = 5;

/** Drawings of the maps first, then the table; comparisons and what is too much stand in a menu. */
export function choices(views: readonly ViewOf[]): Choices {
  const drawn = views.filter((view) => view.kind === "map");
  const table = { name: TABLE, title: texts.table, explanation: texts.tableLong };
  const besides = views.filter((view) => view.kind !== "map");
  const first = drawn.slice(0, MOST_TABS - 1);
  const rest = [...drawn.slice(MOST_TABS - 1), ...besides];
  return rest.length === 1 ? { tabs: [...first, table, ...rest], more: [] } : { tabs: [...first, table], more: rest };
}

export function every({ tabs, more }: Choices): Choice[] {
  return [...tabs, ...more];
}

/** The views on the screen after one is chosen; the right one of two gives way. */
export function chosen(shown: readonly string[], name: string): string[] {
  const [first] = shown;
  if (shown.includes(name)) return [...shown];
  return shown.length === 2 && first !== undefined ? [first, name] : [name];
}

/** The views on the screen with one more beside the first, or with only the first. */
export function sideBySide(shown: readonly string[], views: readonly ViewOf[]): string[] {
  const [first] = shown;
  if (first === undefined || shown.length > 1) return shown.slice(0, 1);
  const other = views.find((view) => view.kind === "beside" && view.name !== first);
  const drawn = views.find((view) => view.name !== first);
  return [first, (other ?? drawn)?.name ?? TABLE];
}

/** The view that stands `step` places further, round and round. */
export function neighbour(shown: readonly string[], views: readonly ViewOf[], step: 1 | -1): string {
  const names = every(choices(views)).map((choice) => choice.name);
  const at = names.indexOf(shown.at(-1) ?? "");
  return names[(at + step + names.length) % names.length] ?? TABLE;
}

/** What is still there of the views on the screen; the first view where nothing is. */
export function known(shown: readonly string[], views: readonly ViewOf[]): string[] {
  const names = new Set([TABLE, ...views.map((view) => view.name)]);
  const left = shown.filter((name) => names.has(name));
  return left.length > 0 ? left : [views[0]?.name ?? TABLE];
}
