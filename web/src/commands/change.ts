import type { PartOf } from "../generated/protocol";
import { valueAt } from "../lib/path";
import { isTree } from "../lib/tree";
import { begin, invitationAt, invitedTo } from "../picture/beginning";
import { fieldAt } from "../picture/fields";
import { chosen, here } from "../picture/here";
import { chosenOffer } from "../picture/offers";
import { isProposal, partAt } from "../picture/walk";
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
    when: (at) => chosenOffer(at) === null && (invitation(at) !== null || field(at) !== null),
    run: (at) => {
      const invited = invitation(at);
      const place = here(at);
      if (invited === null || place === null) return at.show({ typing: { path: field(at) ?? "", text: null } });
      return begin(at, invited.path, invitedTo(place.picture, invited));
    },
  },
];

/** What is chosen, where there is nothing yet and the picture invites to begin. */
function invitation(at: At): PartOf | null {
  const key = chosen(at);
  const place = here(at);
  return key !== null && place?.view.kind === "map" ? invitationAt(place.picture, key) : null;
}

/** The value that typing at what is chosen writes. */
function field(at: At): string | null {
  const path = chosen(at);
  const place = here(at);
  const part = path === null || place === null ? null : partAt(place.picture, path);
  if (part !== null && isProposal(part)) return null;
  const found = path === null || place?.view.kind === "beside" ? null : fieldAt(at.document.values, path);
  return found === null || isTree(valueAt(at.document.values, found)) ? null : found;
}
