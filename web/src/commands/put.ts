import { holderOf } from "../lib/path";
import { cardOf, zonesToChoose } from "../picture/boards";
import { chosen, here, isStep } from "../picture/here";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "put-to",
    group: "map",
    label: texts.putTo,
    explanation: texts.putToLong,
    keys: ["M"],
    region: "map",
    menus: ["value"],
    when: (at) => cards(at).length > 0,
    run: (at) => at.show({ placing: cards(at), typing: null }),
  },
];

/** The chosen cards that can be put elsewhere; those that lie among the same records as the last one. */
function cards(at: At): string[] {
  const place = here(at);
  if (place === null || place.view.kind !== "map") return [];
  const last = cardOf(place.picture, chosen(at) ?? "");
  if (last === null || isStep(last) || zonesToChoose(place.picture, last).length === 0) return [];
  const found = at.screen.selection.flatMap((path) => cardOf(place.picture, path) ?? []);
  return [...new Set(found)].filter((card) => holderOf(card) === holderOf(last));
}
