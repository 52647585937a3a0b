import { valueAt } from "../lib/path";
import { isTree } from "../lib/tree";
import { begin, invites } from "../picture/beginning";
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
    when: (at) => invitation(at) !== null || field(at) !== null,
    run: (at) => {
      const about = invitation(at);
      return about === null ? at.show({ typing: { path: field(at) ?? "", text: null } }) : begin(at, about);
    },
  },
];

/** What is chosen, where there is nothing yet and the picture invites to begin. */
function invitation(at: At): string | null {
  const path = chosen(at);
  const place = here(at);
  return path !== null && place?.view.kind === "map" && invites(place.picture, path) ? path : null;
}

/** The value that typing at what is chosen writes. */
function field(at: At): string | null {
  const path = chosen(at);
  const found = path === null || here(at)?.view.kind === "beside" ? null : fieldAt(at.document.values, path);
  return found === null || isTree(valueAt(at.document.values, found)) ? null : found;
}
