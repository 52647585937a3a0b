import { valueAt } from "../lib/path";
import { removed, stepOf, stepPath } from "../lib/structure";
import { chosen, here } from "../picture/here";
import { walked } from "../picture/walk";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "delete",
    group: "edit",
    label: texts.remove,
    keys: ["Delete", "Backspace"],
    isOnce: true,
    region: "map",
    menus: ["step", "value"],
    when: (at) => there(at).length > 0,
    changes: (at) => removed(at.document.values, there(at)),
    run: (at) => {
      const next = neighbour(at, there(at));
      at.room.edit(removed(at.document.values, there(at)), texts.remove);
      at.show({ selection: next === null ? [] : [next], typing: null });
    },
  },
];

/** What is chosen, as far as something stands there that can go. */
function there(at: At): string[] {
  return at.screen.selection.filter((path) => valueAt(at.document.values, path) !== undefined);
}

/** What is chosen afterwards: the value that became unknown, or the part before what went. */
function neighbour(at: At, paths: readonly string[]): string | null {
  const place = here(at);
  const path = chosen(at);
  if (place === null || path === null) return null;
  const step = stepOf(path);
  if (step !== null && paths.every((one) => one !== stepPath(step))) return path;
  let next = paths[0] ?? null;
  while (next !== null && paths.some((one) => next === one || next?.startsWith(`${one}/`) === true)) {
    next = walked(place.picture, at.document.values, place.section, next, "left");
  }
  return next;
}
