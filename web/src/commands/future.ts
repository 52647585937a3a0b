import { join } from "../lib/path";
import { newId } from "../lib/structure";
import type { Value } from "../lib/tree";
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
function begin({ room, show }: At): void {
  const path = join("future", newId("", "future"));
  const fields: readonly [string, Value][] = [
    ["title", texts.newFutureTitle],
    ["changes", new Map()],
  ];
  showOnceDrawn(room, show, path);
  room.edit([{ path, value: new Map(fields) }], texts.newFuture);
  show({ selection: [path] });
}
