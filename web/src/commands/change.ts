import { valueAt } from "../lib/path";
import { isTree } from "../lib/tree";
import { fieldAt } from "../picture/fields";
import { chosen, here } from "../picture/here";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "edit",
    group: "edit",
    label: texts.edit,
    explanation: texts.editLong,
    keys: ["Enter", "F2"],
    region: "map",
    menus: ["step", "value"],
    when: (at) => field(at) !== null,
    run: (at) => at.show({ typing: { path: field(at) ?? "", text: null } }),
  },
];

/** The value that typing at what is chosen writes. */
function field(at: At): string | null {
  const path = chosen(at);
  const found = path === null || here(at)?.view.kind === "beside" ? null : fieldAt(at.document.values, path);
  return found === null || isTree(valueAt(at.document.values, found)) ? null : found;
}
