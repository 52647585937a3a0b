import { join, treeAt } from "../lib/path";
import { newId } from "../lib/structure";
import { type Tree, typed, type Value } from "../lib/tree";
import { showOnceDrawn } from "../shell/arriving";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "new-future",
    needs: "edit",
    group: "versions",
    label: texts.newFuture,
    explanation: texts.newFutureLong,
    run: begin,
  },
];

/** Make a future that changes nothing yet, and show it beside today once the server draws it. */
function begin({ document, room, show }: At): void {
  const path = join("future", newId("", "future"));
  const fields: readonly [string, Value][] = [
    ["title", freeTitle(treeAt(document.values, "future"))],
    ["changes", new Map()],
  ];
  showOnceDrawn(room, show, path);
  room.edit([{ path, value: new Map(fields) }], texts.newFuture);
  show({ selection: [path] });
}

/** A title that no other future has: menus and comparisons tell them apart by it. */
function freeTitle(futures: Tree): string {
  const taken = new Set([...futures.keys()].map((id) => typed(treeAt(futures, id).get("title"))));
  let title = texts.newFutureTitle;
  for (let number = 2; taken.has(title); number += 1) title = `${texts.newFutureTitle} ${number}`;
  return title;
}
